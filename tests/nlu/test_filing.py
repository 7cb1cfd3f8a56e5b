"""The promises of nlu/components/filing.py."""

from collections import Counter

import pytest

from nlu.components.characters import Grams
from nlu.components.filing import Filed, Filing, Letter

LETTERS = [
    *[Letter(f"{place}的路灯坏了没人管", "complaint") for place in "东西南北中前后左右上下"],
    *[Letter(f"请问{place}街什么时候修", "inquiry") for place in "东西南北中前后左右上下"],
    Letter("谢谢路灯所的师傅", "praise", "表扬师傅的好人好事"),
]
EXAMPLES = [Filed("建议多装路灯", "suggestion", 0.5)]


@pytest.fixture(scope="module")
def filing() -> Filing:
    return Filing.learn(LETTERS, EXAMPLES)


def grams(text: str) -> Counter[str]:
    return Counter(Grams().of(text))


def test_a_text_is_filed_as_letters_like_it_were(filing: Filing) -> None:
    shares = filing.shares(grams("南街的路灯坏了"), {}, ())

    assert max(shares, key=lambda name: shares[name]) == "complaint"
    assert sum(shares.values()) == pytest.approx(1)


def test_half_of_the_other_heads_word_is_taken_about_a_rare_type(filing: Filing) -> None:
    text = grams("南街的路灯坏了")
    alone = filing.shares(text, {}, ())
    both = filing.shares(text, {"praise": 0.8, "complaint": 0.2}, ["praise"])

    assert both["praise"] == pytest.approx((alone["praise"] + 0.8) / 2)
    assert sum(both.values()) == pytest.approx(1)
    assert both["complaint"] / both["inquiry"] == pytest.approx(
        alone["complaint"] / alone["inquiry"]
    )


def test_what_it_has_never_seen_is_left_to_the_other_head(filing: Filing) -> None:
    assert filing.shares(Counter(), {"help": 1.0}, ["help"]) == {"help": 1.0}


def test_a_title_is_learned_without_the_type_it_begins_with(filing: Filing) -> None:
    """“表扬师傅的好人好事” tells how it was filed, “好人好事” what it is about."""
    titled = Filing.learn([*LETTERS, Letter("灯亮了", "inquiry", "咨询好人好事路灯")], EXAMPLES)

    assert "好人" in filing.model.grams
    assert "好人好" in titled.model.grams
    assert "咨询" not in titled.model.grams
