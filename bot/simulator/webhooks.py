"""Standard Webhooks, as a department's own software would check and write them."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

TOLERANCE_S = 300


class WrongSignature(Exception):
    """The message says what does not fit."""


def key_of(secret: str) -> bytes:
    """The bytes behind `whsec_<base64>`."""
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("a webhook secret reads whsec_<base64>") from error


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of a message."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": "v1," + _digest(secret, message_id, str(timestamp), body),
    }


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> str:
    """The message's id; raise WrongSignature unless it was signed within five minutes of `now`."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not message_id or not timestamp.isdigit():
        raise WrongSignature("webhook-id or webhook-timestamp is missing")
    if abs(now - int(timestamp)) > TOLERANCE_S:
        raise WrongSignature("webhook-timestamp is more than 300 s away")
    expected = _digest(secret, message_id, timestamp, body)
    given = headers.get("webhook-signature", "").split()
    if not any(hmac.compare_digest(item, f"v1,{expected}") for item in given if item.isascii()):
        raise WrongSignature("webhook-signature does not fit")
    return message_id


def _digest(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(key_of(secret), signed, hashlib.sha256).digest()).decode()
