"""Whatever is sent, rightly sealed or not: a message, or one of our two refusals; nothing else.

`make fuzz` sends the same for a minute to a real gateway.
"""

import time
from datetime import UTC, datetime
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.wechat.door import CallbackDoor
from bot.domain.errors import BodyRejected, SignatureRejected
from tests.adapters.wechat.conftest import AES_KEY, APP_ID, TOKEN, MakeDoor, sealed
from tests.fuzz.attacks import Attacker, Secrets
from tests.fuzz.xmls import HOSTILE

SECRETS = Secrets(APP_ID, TOKEN, AES_KEY, "construction", "whsec_" + "A" * 40)
ONE_DOOR = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


async def _is_taken_or_refused(door: CallbackDoor, query: dict[str, str], body: bytes) -> None:
    now = datetime.fromtimestamp(time.time(), UTC)
    try:
        call = await door.open(query, body, now)
    except (BodyRejected, SignatureRejected):
        return
    assert call.seal("您好", now) == call.seal("您好", now)
    assert door.reopen(call.raw).message == call.message


@ONE_DOOR
@given(name=st.sampled_from(sorted(HOSTILE)), seed=st.integers(0, 2**32))
async def test_hostile_content_is_read_or_refused(make_door: MakeDoor, name: str, seed: int):
    """Bombs, towers, broken encodings, fields of the wrong kind, noise: rightly sealed."""
    body = HOSTILE[name](Random(seed))
    text = body.decode("utf-8", "ignore").encode()

    await _is_taken_or_refused(make_door(), *sealed(text, at=datetime.now(UTC)))


@ONE_DOOR
@given(body=st.binary(max_size=300), query=st.dictionaries(st.text(), st.text(), max_size=5))
async def test_any_bytes_under_any_query_are_refused(
    make_door: MakeDoor, body: bytes, query: dict[str, str]
):
    """Nobody vouches for them."""
    await _is_taken_or_refused(make_door(), query, body)


async def test_two_thousand_attacks_at_the_door_break_nothing(make_door: MakeDoor):
    """Contents, seals and queries in turn, always the same ones."""
    attacker, door, tried = Attacker(SECRETS, seed=7), make_door(), 0

    while tried < 2000:
        attack = attacker.attack()
        if attack.path == "/wechat":
            await _is_taken_or_refused(door, dict(attack.query), attack.body)
            tried += 1
