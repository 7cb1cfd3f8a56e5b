"""Codes of an authenticator, as every authenticator app makes them."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from bot.adapters.otp import TimedAuthenticators
from bot.domain.errors import SignInRefused
from tests.builders import NOW

KEY = "the key of this installation, long enough"


def test_an_authenticator_and_we_agree():
    """An app that was given the secret shows the code that we take."""
    ours = TimedAuthenticators(KEY)
    sealed = ours.new()
    app = pyotp.TOTP(ours.plate(sealed, "li.wei").secret)
    step = int(NOW.timestamp()) // 30

    assert ours.step_of(sealed, app.at(NOW), NOW) == step
    assert ours.step_of(sealed, app.at(NOW - timedelta(seconds=30)), NOW) == step - 1
    assert ours.step_of(sealed, app.at(NOW + timedelta(seconds=30)), NOW) == step + 1
    assert ours.step_of(sealed, app.at(NOW - timedelta(seconds=60)), NOW) is None
    assert ours.step_of(sealed, app.at(NOW + timedelta(seconds=60)), NOW) is None


def test_the_code_of_the_standard_is_ours():
    """RFC 6238, appendix B, of its eight digits the last six."""
    ours = TimedAuthenticators(KEY)
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    sealed = ours._seal.close(secret)

    at = datetime.fromtimestamp(1111111109, UTC)
    assert ours.step_of(sealed, "081804", at) == 1111111109 // 30


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12345\n"])
def test_what_is_no_code_is_none(code: str):
    assert TimedAuthenticators(KEY).step_of(TimedAuthenticators(KEY).new(), code, NOW) is None


def test_a_sealed_secret_is_of_no_use_without_the_key():
    """Neither to whoever reads the database, nor to an installation with another key."""
    ours = TimedAuthenticators(KEY)
    sealed = ours.new()

    assert ours.plate(sealed, "li.wei").secret not in sealed
    with pytest.raises(SignInRefused, match="重置"):
        TimedAuthenticators("another key").step_of(sealed, "123456", NOW)
    with pytest.raises(SignInRefused):
        TimedAuthenticators("another key").plate(sealed, "li.wei")
    assert TimedAuthenticators(KEY).plate(sealed, "li.wei")


def test_the_picture_says_whose_authenticator_it_is():
    """It is drawn without a style or a script of its own: the console's policy allows neither."""
    plate = TimedAuthenticators(KEY).plate(TimedAuthenticators(KEY).new(), "li.wei")

    assert plate.svg.startswith("<svg")
    for word in ("style", "script", "http"):
        assert word not in plate.svg.removeprefix('<svg xmlns="http://www.w3.org/2000/svg"')
