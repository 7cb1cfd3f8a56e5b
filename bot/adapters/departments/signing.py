"""Signatures of calls between departments and us, in both directions.

Source: Standard Webhooks 1.0 (HMAC-SHA256 over id, timestamp and body, joined by full stops).
"""

import base64
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from secrets import token_bytes

from standardwebhooks import Webhook

from bot.domain.errors import BadSetting, SignatureRejected

TOLERANCE = timedelta(seconds=300)
CALL_ID = re.compile(r"[!-\-/-~]{1,128}")
"""Anything printable but a full stop, which parts id, timestamp and body in what is signed."""
SHORTEST_KEY, NEW_KEY = 24, 32
"""Bytes."""
TIMESTAMP = re.compile(r"[0-9]{1,11}")


def check_secret(secret: str) -> None:
    """Raise BadSetting, without showing it, unless `secret` is one that cannot be guessed."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if not secret.startswith("whsec_") or len(key) < SHORTEST_KEY:
        raise BadSetting(
            f"密钥应是 whsec_ 加上至少 {SHORTEST_KEY} 字节的 base64。"
            "可以这样生成：echo whsec_$(openssl rand -base64 32)"
        )


def new_secret() -> str:
    """One that nobody can guess."""
    return "whsec_" + base64.b64encode(token_bytes(NEW_KEY)).decode()


def secrets_of(written: str | None) -> tuple[str, ...]:
    """The secrets of one unit; while a secret is being changed two stand side by side."""
    return tuple((written or "").split())


def sign(call_id: str, body: bytes, secrets: Sequence[str], now: datetime) -> dict[str, str]:
    """The three headers for `body`, signed with each secret."""
    moment = _whole_second(now)
    text = body.decode()
    signatures = [Webhook(secret).sign(call_id, moment, text) for secret in secrets]
    return {
        "webhook-id": call_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> str:
    """The call's id. Raises SignatureRejected unless one of `secrets` signed it within 300 seconds.

    `headers` are looked up in lower case.
    """
    call_id = _well_formed(headers.get("webhook-id"), CALL_ID)
    timestamp = _well_formed(headers.get("webhook-timestamp"), TIMESTAMP)
    moment = datetime.fromtimestamp(int(timestamp), UTC)
    if abs(now - moment) > TOLERANCE:
        raise SignatureRejected("the call is too old or from the future")
    given = headers.get("webhook-signature", "").split(" ")
    if not any(_matches(secret, call_id, moment, body, given) for secret in secrets):
        raise SignatureRejected("no signature matches")
    return call_id


def _well_formed(value: str | None, pattern: re.Pattern[str]) -> str:
    if value is None or not pattern.fullmatch(value):
        raise SignatureRejected("a header of the signature is missing or malformed")
    return value


def _matches(
    secret: str, call_id: str, moment: datetime, body: bytes, given: Sequence[str]
) -> bool:
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise SignatureRejected("the body is not UTF-8") from error
    expected = Webhook(secret).sign(call_id, moment, text).encode()
    return any(hmac.compare_digest(expected, one.encode(errors="replace")) for one in given)


def _whole_second(now: datetime) -> datetime:
    # The library takes a time's digits for UTC, whatever its zone.
    return now.astimezone(UTC).replace(microsecond=0)
