"""Messages are opened and sealed as another implementation does it."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import PrpCrypto

from bot.adapters.wechat.account import Account, key_bytes
from bot.adapters.wechat.cipher import decrypt, encrypt
from bot.domain.errors import BadSetting, SignatureRejected
from tests.adapters.wechat.conftest import AES_KEY, APP_ID, OLD_AES_KEY, an_account

KEY, OLD_KEY = key_bytes(AES_KEY), key_bytes(OLD_AES_KEY)
SALT = b"sixteen bytes ok"


@given(st.text(st.characters(codec="utf-8")))
def test_wechatpy_opens_what_we_seal(words: str):
    message = f"<xml>{words}</xml>"

    opened = PrpCrypto(KEY).decrypt(encrypt(KEY, APP_ID, message.encode(), SALT), APP_ID)

    assert opened == message


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_we_open_what_wechatpy_seals(words: str):
    sealed = PrpCrypto(KEY).encrypt(words, APP_ID).decode()

    assert decrypt((KEY,), APP_ID, sealed) == (words.encode(), KEY)


def test_every_length_survives():
    """Also those that fill a block to its last byte."""
    for length in range(100):
        message = b"x" * length
        assert decrypt((KEY,), APP_ID, encrypt(KEY, APP_ID, message, SALT)) == (message, KEY)


def test_the_previous_key_still_opens_and_says_so():
    sealed = encrypt(OLD_KEY, APP_ID, b"old", SALT)

    assert decrypt((KEY, OLD_KEY), APP_ID, sealed) == (b"old", OLD_KEY)


def test_a_message_for_another_account_is_refused():
    """The app id inside must be ours, to the last character."""
    for other in ("wx0000000000000000", APP_ID[:-1], f"{APP_ID}x", ""):
        with pytest.raises(SignatureRejected):
            decrypt((KEY,), APP_ID, encrypt(KEY, other, b"hello", SALT))


def test_another_key_opens_nothing():
    with pytest.raises(SignatureRejected):
        decrypt((OLD_KEY,), APP_ID, encrypt(KEY, APP_ID, b"hello", SALT))


def test_broken_padding_is_refused():
    """wechatpy accepts these: the last byte alone says how much it cuts off."""
    for plain in (b"\0" * 64, b"\x21" * 64, b"x" * 63 + b"\x02", b"\x20" * 16):
        cipher = PrpCrypto(KEY).cipher
        sealed = base64.b64encode(cipher.encrypt(plain)).decode()
        with pytest.raises(SignatureRejected):
            decrypt((KEY,), APP_ID, sealed)


@given(st.binary(max_size=200))
def test_junk_is_refused_and_nothing_else(junk: bytes):
    for text in (base64.b64encode(junk).decode(), junk.decode("latin-1")):
        with pytest.raises(SignatureRejected):
            decrypt((KEY, OLD_KEY), APP_ID, text)


def test_a_key_whose_last_character_carries_spare_bits_is_accepted():
    """WeChat's console makes such keys; a strict decoder refuses 48 of 64 of them."""
    for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/":
        assert len(key_bytes("a" * 42 + last)) == 32


@pytest.mark.parametrize("key", ["short", "a" * 42, "a" * 44, "a" * 42 + "=", "键" * 43])
def test_a_key_that_cannot_be_one_stops_the_start(key: str):
    with pytest.raises(BadSetting, match="43"):
        an_account(aes_key=key)


@pytest.mark.parametrize("field", ["app_id", "secret", "token"])
def test_an_empty_secret_stops_the_start(field: str):
    """It does not open the door."""
    with pytest.raises(BadSetting, match=field):
        an_account(**{field: ""})


def test_a_previous_key_alone_makes_no_sense():
    with pytest.raises(BadSetting):
        an_account(aes_key="", previous_aes_key=AES_KEY)


def test_an_account_never_shows_its_secrets():
    account: Account = an_account()

    for secret in (account.secret, account.token, account.aes_key):
        assert secret not in repr(account)
