"""WeChat's signature and message encryption, seen from the platform's side."""

import base64
import binascii
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes

BLOCK = 32  # WeChat pads to 32 bytes although AES blocks have 16
SALT = 16
LENGTH = 4


class CipherError(Exception):
    """What was to be decrypted is not a message of this account."""


def sign(*parts: str) -> str:
    """SHA-1 over the parts, sorted as bytes and joined, in lower-case hex."""
    return hashlib.sha1(b"".join(sorted(part.encode() for part in parts))).hexdigest()


def same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())


class MessageCipher:
    """AES-256-CBC with the account's EncodingAESKey of 43 characters."""

    def __init__(self, aes_key: str, app_id: str) -> None:
        try:
            self._key = base64.b64decode(aes_key + "=")
        except binascii.Error as error:
            raise ValueError("an EncodingAESKey has 43 characters of base64") from error
        if len(aes_key) != 43 or len(self._key) != 32:
            raise ValueError("an EncodingAESKey has 43 characters of base64")
        self._app_id = app_id.encode()

    def encrypt(self, message: bytes) -> str:
        plain = os.urandom(SALT) + len(message).to_bytes(LENGTH, "big") + message + self._app_id
        padding = BLOCK - len(plain) % BLOCK
        encryptor = self._aes().encryptor()
        sealed = encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def decrypt(self, text: str) -> bytes:
        """Raise CipherError unless `text` was sealed with this key for this account."""
        plain = _unpad(self._open(text))
        begin = SALT + LENGTH
        end = begin + int.from_bytes(plain[SALT:begin], "big")
        if len(plain) < begin or end > len(plain):
            raise CipherError("the length field does not fit the message")
        if plain[end:] != self._app_id:
            raise CipherError("the message is sealed for another app id")
        return plain[begin:end]

    def _open(self, text: str) -> bytes:
        try:
            sealed = base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise CipherError("Encrypt is not base64") from error
        if not sealed or len(sealed) % 16:
            raise CipherError("Encrypt is not a whole number of blocks")
        decryptor = self._aes().decryptor()
        return decryptor.update(sealed) + decryptor.finalize()

    def _aes(self) -> BlockCipher[modes.CBC]:
        return BlockCipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))


def _unpad(plain: bytes) -> bytes:
    padding = plain[-1]
    if not 1 <= padding <= BLOCK or plain[-padding:] != bytes([padding]) * padding:
        raise CipherError("the padding is broken: another key?")
    return plain[:-padding]
