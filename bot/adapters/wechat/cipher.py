"""WeChat's message encryption: AES-256-CBC around a message and the account's app id."""

import base64
import binascii
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.domain.errors import SignatureRejected

BLOCK = 32
"""PKCS#7 pads to 32 bytes here, although an AES block has 16."""
SALT = 16
LENGTH = 4


def encrypt(key: bytes, app_id: str, message: bytes, salt: bytes) -> str:
    """`message` sealed for `app_id`, as base64. `salt` is 16 bytes nobody can foretell."""
    plain = salt + len(message).to_bytes(LENGTH, "big") + message + app_id.encode()
    padding = BLOCK - len(plain) % BLOCK
    encryptor = _aes(key).encryptor()
    sealed = encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def decrypt(keys: tuple[bytes, ...], app_id: str, sealed: str) -> tuple[bytes, bytes]:
    """The message inside `sealed`, and the first of `keys` that opened it.

    Raises SignatureRejected when none does: only WeChat and we know the keys.
    """
    encrypted = _decoded(sealed)
    for key in keys:
        if (message := _opened(key, app_id, encrypted)) is not None:
            return message, key
    raise SignatureRejected("no key of ours opens the message")


def _decoded(sealed: str) -> bytes:
    try:
        encrypted = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureRejected("Encrypt is not base64") from error
    if not encrypted or len(encrypted) % 16:
        raise SignatureRejected("Encrypt is no whole number of blocks")
    return encrypted


def _opened(key: bytes, app_id: str, encrypted: bytes) -> bytes | None:
    decryptor = _aes(key).decryptor()
    plain = _unpadded(decryptor.update(encrypted) + decryptor.finalize())
    start = SALT + LENGTH
    end = start + int.from_bytes(plain[SALT:start], "big")
    if len(plain) < start or end > len(plain):
        return None
    return plain[start:end] if hmac.compare_digest(plain[end:], app_id.encode()) else None


def _unpadded(plain: bytes) -> bytes:
    """Without the padding; empty when it is broken, which no message ever is."""
    padding = plain[-1]
    if not 1 <= padding <= BLOCK or plain[-padding:] != bytes([padding]) * padding:
        return b""
    return plain[:-padding]


def _aes(key: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
