"""The platform's seal fits what another implementation makes and opens."""

import base64

import pytest
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature

from bot.simulator.cipher import CipherError, MessageCipher, sign

from .conftest import AES_KEY, APP_ID, TOKEN


def test_a_signature_is_the_sha1_of_the_sorted_parts() -> None:
    """Expected value from `printf 123456789token | sha1sum`."""
    assert sign("token", "789", "123456") == "289ac7f6324b4707cecd668ecffbbbb09fd20b4b"


def test_wechatpy_accepts_our_signature() -> None:
    check_signature(TOKEN, sign(TOKEN, "1700000000", "n0nce"), "1700000000", "n0nce")


def test_wechatpy_opens_what_we_seal() -> None:
    cipher = MessageCipher(AES_KEY, APP_ID)
    sealed = cipher.encrypt("<xml>你好</xml>".encode())
    signature = sign(TOKEN, "1700000000", "n0nce", sealed)

    opened = WeChatCrypto(TOKEN, AES_KEY, APP_ID).decrypt_message(
        f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>", signature, "1700000000", "n0nce"
    )

    assert opened == "<xml>你好</xml>"


@pytest.mark.parametrize("length", [0, 1, 11, 12, 13, 31, 32, 33, 2048])
def test_we_open_what_wechatpy_seals_at_every_padding(length: int) -> None:
    xml = WeChatCrypto(TOKEN, AES_KEY, APP_ID).encrypt_message("a" * length, "n", "1")
    sealed = xml.split("<Encrypt><![CDATA[")[1].split("]]>")[0]

    assert MessageCipher(AES_KEY, APP_ID).decrypt(sealed) == b"a" * length


def test_a_key_with_spare_bits_is_a_key() -> None:
    """WeChat hands out keys whose last character carries bits that no byte needs."""
    spare = AES_KEY[:-1] + "H"

    assert (
        MessageCipher(spare, APP_ID).decrypt(MessageCipher(AES_KEY, APP_ID).encrypt(b"x")) == b"x"
    )


def test_a_message_for_another_account_does_not_open() -> None:
    with pytest.raises(CipherError, match="app id"):
        MessageCipher(AES_KEY, APP_ID).decrypt(MessageCipher(AES_KEY, "wxother").encrypt(b"x"))


@pytest.mark.parametrize(
    "sealed",
    [
        "",
        "***",
        "YWJj",
        base64.b64encode(bytes(32)).decode(),
        base64.b64encode(b"\1" * 64).decode(),
    ],
)
def test_junk_does_not_open(sealed: str) -> None:
    with pytest.raises(CipherError):
        MessageCipher(AES_KEY, APP_ID).decrypt(sealed)


@pytest.mark.parametrize("key", ["", "short", "?" * 43, "a" * 44])
def test_a_key_of_another_form_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="43 characters"):
        MessageCipher(key, APP_ID)
