"""Secrets that we make up ourselves: tokens, recovery codes, what is kept of them."""

import hashlib
import re
import secrets
import unicodedata

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""None of them looks like another. Sixteen are 80 bits: nobody finds one by its hash."""


def token() -> str:
    """256 bits, as an address or a cookie takes them."""
    return secrets.token_urlsafe(32)


def recovery_code() -> str:
    """To be written on paper: four groups of four."""
    signs = "".join(secrets.choice(LETTERS) for _ in range(16))
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4))


def as_code(typed: str) -> str:
    """As it was meant: a Chinese keyboard writes digits wide, authenticators show a gap."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed)).upper()


def hashed(secret: str) -> str:
    """What is kept of a secret that is random enough that nobody finds it by trying."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
