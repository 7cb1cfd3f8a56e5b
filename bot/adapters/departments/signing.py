"""Signatures of calls between departments and us, in both directions.

Source: Standard Webhooks 1.0 (HMAC-SHA256 over id, timestamp and body, joined by full stops).
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from bot.domain.errors import BadSetting, SignatureRejected

TOLERANCE = timedelta(seconds=300)
CALL_ID = re.compile(r"[!-\-/-~]{1,128}")
"""Anything printable but a full stop, which parts id, timestamp and body in what is signed."""
TIMESTAMP = re.compile(r"[0-9]{1,11}")


def secrets_of(written: str | None) -> tuple[str, ...]:
    """The secrets of one unit; while a secret is being changed two stand side by side."""
    return tuple((written or "").split())


def sign(call_id: str, body: bytes, secrets: Sequence[str], now: datetime) -> dict[str, str]:
    """The three headers for `body`, signed with each secret. Raises BadSetting for a bad secret."""
    moment = _whole_second(now)
    text = body.decode()
    signatures = [_webhook(secret).sign(call_id, moment, text) for secret in secrets]
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
    expected = _webhook(secret).sign(call_id, moment, text).encode()
    return any(hmac.compare_digest(expected, one.encode(errors="replace")) for one in given)


def _webhook(secret: str) -> Webhook:
    try:
        return Webhook(secret)
    except (EmptyWebhookSecretError, ValueError):
        # the decoder's own error would repeat a part of the secret
        raise BadSetting("a department's secret is not whsec_ and base64") from None


def _whole_second(now: datetime) -> datetime:
    # The library takes a time's digits for UTC, whatever its zone.
    return now.astimezone(UTC).replace(microsecond=0)
