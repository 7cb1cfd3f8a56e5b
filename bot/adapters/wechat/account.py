"""What we know of our own official account."""

import base64
import binascii
import re
from dataclasses import dataclass
from functools import cached_property

from bot.domain.errors import BadSetting

AES_KEY_LENGTH = 43
API_URL = "https://api.weixin.qq.com"


@dataclass(frozen=True, repr=False)
class Account:
    """Names and secrets of one official account, as its console shows them.

    `aes_key` empty means plain mode. `previous_aes_key` is still accepted after a change.
    Raises BadSetting for a key that cannot be one.
    """

    app_id: str
    secret: str
    token: str
    aes_key: str = ""
    previous_aes_key: str = ""
    api_url: str = API_URL

    def __post_init__(self) -> None:
        for name in ("app_id", "secret", "token"):
            if not getattr(self, name):
                raise BadSetting(f"公众号缺少 {name}。请在设置里填上。")
        if self.previous_aes_key and not self.aes_key:
            raise BadSetting("填了旧的 EncodingAESKey，却没有现在的。请把现在的也填上。")
        # opened once at the start: a mistyped key stops the start, not the first message
        _ = self.cipher_keys

    @cached_property
    def cipher_keys(self) -> tuple[bytes, ...]:
        """The AES keys, the current one first; empty in plain mode."""
        return tuple(key_bytes(key) for key in (self.aes_key, self.previous_aes_key) if key)


def key_bytes(aes_key: str) -> bytes:
    """The 32 bytes of an EncodingAESKey of 43 characters. Raises BadSetting.

    The last character may carry spare bits: WeChat's console makes such keys, a strict decoder
    refuses them.
    """
    if not re.fullmatch(rf"[A-Za-z0-9+/]{{{AES_KEY_LENGTH}}}", aes_key):
        raise BadSetting(
            f"EncodingAESKey 应是 {AES_KEY_LENGTH} 位字母、数字、+ 或 /。请从公众平台重新复制。"
        )
    try:
        return base64.b64decode(aes_key + "=", validate=False)
    except binascii.Error as error:
        raise BadSetting("EncodingAESKey 不是 base64。请从公众平台重新复制。") from error
