"""What is kept sealed with this installation's key: a copy of the database tells nobody."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken


class Seal:
    """Seals words for one `purpose`. `key` is this installation's, of any length."""

    def __init__(self, key: str, purpose: str) -> None:
        digest = hashlib.sha256(f"huiying {purpose} {key}".encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(digest))

    def close(self, words: str) -> str:
        return self._fernet.encrypt(words.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """None if it was sealed with another key, or changed since."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None
