"""Signatures of calls between departments and us; standardwebhooks is the second opinion."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from bot.adapters.departments.signing import check_secret, secrets_of, sign, verify
from bot.domain.errors import BadSetting, SignatureRejected

SECRET = "whsec_" + base64.b64encode(b"a secret of the heating office!!").decode()
NEXT = "whsec_" + base64.b64encode(b"the secret that will replace it!").decode()
NOW = datetime(2026, 11, 23, 8, 0, 0, 400_000, tzinfo=UTC)
BODY = '{"text":"已经修好"}'.encode()


def by_hand(call_id: str, timestamp: int, body: bytes, secret: str = SECRET) -> str:
    """The signature, written down a second time from the specification."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{call_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def headers_of(body: bytes = BODY, at: datetime = NOW, **changes: str) -> dict[str, str]:
    headers = sign("call-1", body, [SECRET], at)
    return {**headers, **{f"webhook-{name}": value for name, value in changes.items()}}


def test_what_we_sign_the_specification_signs_too():
    """Id, timestamp and body, joined by full stops."""
    headers = sign("evt_1", BODY, [SECRET], NOW)

    timestamp = int(NOW.timestamp())
    assert headers["webhook-timestamp"] == str(timestamp)
    assert headers["webhook-signature"] == by_hand("evt_1", timestamp, BODY)


def test_the_zone_of_our_clock_does_not_matter():
    """08:00 in UTC and 16:00 in Beijing are the same moment."""
    beijing = NOW.astimezone(timezone(timedelta(hours=8)))

    assert sign("evt_1", BODY, [SECRET], beijing) == sign("evt_1", BODY, [SECRET], NOW)


def test_the_receivers_library_takes_what_we_sign():
    """A department that uses standardwebhooks needs nothing else."""
    headers = sign("evt_1", BODY, [SECRET], datetime.now(UTC))

    assert Webhook(SECRET).verify(BODY, headers) == {"text": "已经修好"}


def test_we_take_what_the_callers_library_signs():
    """And the other way round."""
    moment = NOW.replace(microsecond=0)
    headers = {
        "webhook-id": "call-1",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("call-1", moment, BODY.decode()),
    }

    assert verify(headers, BODY, [SECRET], NOW) == "call-1"


@given(st.binary(max_size=200), st.integers(0, 199), st.integers(1, 255))
def test_one_changed_byte_is_refused(body: bytes, place: int, by: int):
    """Wherever it is."""
    text = base64.b64encode(body)
    headers = headers_of(text)
    if not text:
        return
    changed = bytearray(text)
    changed[place % len(text)] ^= by

    with pytest.raises(SignatureRejected):
        verify(headers, bytes(changed), [SECRET], NOW)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_call_from_another_time_is_refused(seconds: int):
    """Neither a replay nor a clock that is far ahead."""
    headers = headers_of(at=NOW + timedelta(seconds=seconds))

    with pytest.raises(SignatureRejected):
        verify(headers, BODY, [SECRET], NOW)


@pytest.mark.parametrize("seconds", [-299, 299])
def test_a_clock_may_be_a_little_wrong(seconds: int):
    """Five minutes are forgiven."""
    assert verify(headers_of(at=NOW + timedelta(seconds=seconds)), BODY, [SECRET], NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": ""},
        {"id": "call-2"},
        {"id": "call.1"},
        {"id": "x" * 129},
        {"id": "呼叫"},
        {"timestamp": ""},
        {"timestamp": "soon"},
        {"timestamp": "99999999999999999"},
        {"timestamp": "-1"},
        {"timestamp": "１７６３８８４８００"},
        {"signature": ""},
        {"signature": "v1,"},
        {"signature": "v1"},
        {"signature": "v1,签名"},
        {"signature": "v1,\udcff"},
        {"signature": "v1a," + "A" * 44},
    ],
    ids=repr,
)
def test_headers_that_are_no_signature_are_refused(changes: dict[str, str]):
    """Whatever stands there, there is one answer, and it is no."""
    with pytest.raises(SignatureRejected):
        verify(headers_of(**changes), BODY, [SECRET], NOW)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_each_of_the_three_headers_is_needed(name: str):
    """A missing one is a missing signature."""
    headers = headers_of()
    del headers[name]

    with pytest.raises(SignatureRejected):
        verify(headers, BODY, [SECRET], NOW)


def test_a_department_without_a_secret_can_sign_nothing():
    """An empty secret opens no door."""
    with pytest.raises(SignatureRejected):
        verify(headers_of(), BODY, (), NOW)


def test_while_a_secret_is_changed_both_are_good():
    """Outgoing calls carry both signatures, incoming ones may carry either."""
    both = secrets_of(f"{SECRET} {NEXT}")

    sent = sign("evt_1", BODY, both, NOW)

    assert verify(sent, BODY, [SECRET], NOW) == verify(sent, BODY, [NEXT], NOW) == "evt_1"
    assert verify(sign("evt_1", BODY, [NEXT], NOW), BODY, both, NOW) == "evt_1"
    with pytest.raises(SignatureRejected):
        verify(sign("evt_1", BODY, [NEXT], NOW), BODY, [SECRET], NOW)


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "whsec_!!!!",
        "whsec_c2hvcnQ=",
        SECRET.removeprefix("whsec_"),
        SECRET[:-1],
        SECRET + "密",
    ],
)
def test_a_secret_that_cannot_be_one_is_not_shown(secret: str):
    """The sentence says how to make one, without giving anything away."""
    with pytest.raises(BadSetting, match="openssl rand") as raised:
        check_secret(secret)

    assert len(secret) < 10 or secret not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_secret_as_we_tell_people_to_make_it_is_fine():
    """Between 24 and 64 bytes."""
    check_secret(SECRET)


def test_a_body_that_is_not_utf8_is_refused():
    """Binary junk is no call."""
    with pytest.raises(SignatureRejected):
        verify(headers_of(), b"\xff\xfe", [SECRET], NOW)
