"""Personal data on the page: hidden until it is asked for."""

import pytest

from bot.web.console.veil import HIDDEN_CONTACT, Veil

WORDS = "我叫王芳，电话13800138000，身份证11010519491231002X，路灯坏了"


def test_a_telephone_keeps_its_ends_and_an_identity_nothing() -> None:
    assert Veil().words(WORDS) == "我叫王芳，电话138****8000，身份证〔身份证号 已隐去〕，路灯坏了"


def test_in_a_confidential_case_no_digit_is_seen() -> None:
    assert Veil(thick=True).words("打13800138000") == "打〔手机号 已隐去〕"


def test_lifted_it_hides_nothing() -> None:
    veil = Veil(lifted=True)

    assert (veil.words(WORDS), veil.contact("王芳"), veil.hides(WORDS)) == (WORDS, "王芳", False)


def test_a_contact_without_a_number_is_a_name_and_hidden_whole() -> None:
    assert Veil().contact("王芳，住3楼") == HIDDEN_CONTACT
    assert Veil().contact("13800138000") == "138****8000"
    assert Veil(thick=True).contact("13800138000") == HIDDEN_CONTACT


def test_words_that_only_look_like_a_mask_stay_what_they_are() -> None:
    words = "他写了〔手机号1〕，没写号码"

    assert Veil().words(words) == words
    assert not Veil().hides(words)


def test_half_a_number_at_the_end_of_what_was_cut_is_hidden() -> None:
    """Sixty characters may end in the middle of an identity: its first half holds a birthday."""
    cut = "路灯坏了，身份证1101051949123"

    assert Veil().beginning(cut, len(cut)) == "路灯坏了，身份证…"
    assert Veil().beginning(cut + "，快来", len(cut) + 3) == f"{cut}，快来…"
    assert Veil().beginning("人民路23号", 60) == "人民路23号"


def test_what_was_cut_keeps_a_number_that_is_short() -> None:
    assert Veil().beginning("人民路23", 5) == "人民路23…"


def test_half_a_number_before_the_dots_of_a_title_is_a_number_too() -> None:
    """Titles are cut with "…" where the citizen's first words are too long."""
    title = "人民路十九号的路灯坏了我电话139111122…"

    assert Veil(thick=True).beginning(title, 24) == "人民路十九号的路灯坏了我电话…"


@pytest.mark.parametrize("lifted", [True, False])
def test_nobody_turns_what_is_read_around(lifted: bool) -> None:
    veil = Veil(lifted=lifted)

    assert veil.words("还我\u202e元001\u202c\u2066钱\u2069") == "还我元001钱"
    assert not veil.hides("还我\u202e元001\u202c")
    assert Veil().contact("王芳\u202e") == HIDDEN_CONTACT
