"""Only WeChat's own calls pass, and only fresh ones."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.utils import WeChatSigner

from bot.adapters.wechat.signature import signature_of, verify
from bot.domain.errors import SignatureRejected
from tests.adapters.wechat.conftest import TOKEN, signed
from tests.builders import NOW


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1))
def test_it_signs_as_wechatpy_does(parts: list[str]):
    """Sorted as bytes, joined without anything between, SHA-1 in lower-case hex."""
    signer = WeChatSigner()
    signer.add_data(*parts)

    assert signature_of(*parts) == signer.signature


def test_a_signed_call_passes():
    verify(signed(), "signature", TOKEN, NOW)


@pytest.mark.parametrize("field", ["signature", "timestamp", "nonce"])
def test_one_changed_character_is_refused(field: str):
    """Every signed field counts, to the last character."""
    query = signed()
    query[field] = query[field][:-1] + ("0" if query[field][-1] != "0" else "1")

    with pytest.raises(SignatureRejected):
        verify(query, "signature", TOKEN, NOW)


@pytest.mark.parametrize("field", ["signature", "timestamp", "nonce"])
def test_a_missing_field_is_refused(field: str):
    query = signed()
    del query[field]

    with pytest.raises(SignatureRejected):
        verify(query, "signature", TOKEN, NOW)


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_an_old_or_early_call_is_refused(seconds: int):
    """A captured call is worthless after five minutes."""
    query = signed(at=NOW)

    with pytest.raises(SignatureRejected):
        verify(query, "signature", TOKEN, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-300, 300])
def test_five_minutes_are_still_fresh(seconds: int):
    verify(signed(), "signature", TOKEN, NOW + timedelta(seconds=seconds))


def test_the_tolerance_is_a_setting():
    with pytest.raises(SignatureRejected):
        verify(
            signed(),
            "signature",
            TOKEN,
            NOW + timedelta(seconds=61),
            tolerance=timedelta(seconds=60),
        )


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "１７", "9" * 40, "1.5", "\ud800"])
def test_a_timestamp_that_is_no_number_is_refused(timestamp: str):
    """Signed or not: nothing but refusal ever happens."""
    query = {"timestamp": timestamp, "nonce": "n", "signature": "x"}
    if timestamp.isprintable():
        query["signature"] = signature_of(TOKEN, timestamp, "n")

    with pytest.raises(SignatureRejected):
        verify(query, "signature", TOKEN, NOW)


@given(st.dictionaries(st.sampled_from(["signature", "timestamp", "nonce"]), st.text()))
def test_whatever_stands_in_a_query_is_refused_and_nothing_else(query: dict[str, str]):
    with pytest.raises(SignatureRejected):
        verify(query, "signature", TOKEN, NOW)
