"""Is this call really from WeChat?"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain.errors import SignatureRejected

TOLERANCE = timedelta(seconds=300)


def signature_of(*parts: str) -> str:
    """SHA-1 over the parts, sorted as bytes and joined without separator, in lower-case hex.

    Source: 微信公众平台 接入指南, 消息加解密说明.
    """
    return hashlib.sha1(b"".join(sorted(_bytes(part) for part in parts))).hexdigest()


def verify(
    query: Mapping[str, str],
    claim: str,
    token: str,
    now: datetime,
    *signed: str,
    tolerance: timedelta = TOLERANCE,
) -> None:
    """Raise SignatureRejected unless the query's field `claim` signs it and `signed`, just now.

    "Just now" is within `tolerance` before or after `now`. `signed` is what the signature covers
    besides token, timestamp and nonce.
    """
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    expected = signature_of(token, timestamp, nonce, *signed)
    if not hmac.compare_digest(_bytes(expected), _bytes(query.get(claim, ""))):
        raise SignatureRejected("the signature does not fit")
    # only after the signature: a stranger learns nothing about our clock
    if abs(now.timestamp() - _seconds(timestamp)) > tolerance.total_seconds():
        raise SignatureRejected("the call is too old, or from the future")


def _seconds(timestamp: str) -> int:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise SignatureRejected("the timestamp is no number of seconds")
    return int(timestamp)


def _bytes(text: str) -> bytes:
    # a query may carry lone surrogates: they must be refused, not break the comparison
    return text.encode("utf-8", "surrogatepass")
