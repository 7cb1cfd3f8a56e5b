"""Standard Webhooks, as a department's own software would check and write them."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

TOLERANCE_S = 300


class WrongSignature(Exception):
    """The message says what does not fit."""


def keys_of(secret: str) -> list[bytes]:
    """The bytes behind `whsec_<base64>`, or behind several of them while a secret is changed."""
    try:
        words = [word.removeprefix("whsec_") for word in secret.split()]
        return [base64.b64decode(word, validate=True) for word in words]
    except binascii.Error as error:
        raise ValueError("a webhook secret reads whsec_<base64>") from error


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of a message."""
    digests = [_digest(key, message_id, str(timestamp), body) for key in keys_of(secret)]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{digest}" for digest in digests),
    }


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> str:
    """The message's id; raise WrongSignature unless it was signed within five minutes of `now`."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not message_id or not timestamp.isdigit():
        raise WrongSignature("webhook-id or webhook-timestamp is missing")
    if abs(now - int(timestamp)) > TOLERANCE_S:
        raise WrongSignature("webhook-timestamp is more than 300 s away")
    given = [word for word in headers.get("webhook-signature", "").split() if word.isascii()]
    for key in keys_of(secret):
        expected = f"v1,{_digest(key, message_id, timestamp, body)}"
        if any(hmac.compare_digest(word, expected) for word in given):
            return message_id
    raise WrongSignature("webhook-signature does not fit")


def _digest(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    signed = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
