"""Nearly the same texts are found, and all of them."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alike import alike, plain

TEXTS = st.lists(st.text("社保卡怎么办丢了补医", min_size=1, max_size=8), max_size=12)


def test_a_text_in_two_entries_is_found_however_it_begins():
    (pair,) = alike(["社保卡丢了怎么补", "请问，社保卡丢了怎么补？"], ["a", "b"])

    assert (pair.first, pair.second, pair.share) == (0, 1, 1.0)


def test_one_word_more_is_nearly_the_same_and_another_topic_is_not():
    texts = ["社保卡丢了去哪里补办一张", "社保卡丢了去哪里补办", "身份证到期怎么换"]

    assert [(pair.first, pair.second) for pair in alike(texts, ["a", "b", "c"])] == [(0, 1)]


def test_texts_of_one_entry_may_be_alike():
    assert alike(["社保卡丢了怎么补", "社保卡丢了怎么补办"], ["a", "a"]) == []


@given(TEXTS)
def test_nothing_is_missed_by_not_comparing_everything(texts: list[str]):
    owners = [str(at) for at in range(len(texts))]

    found = {(pair.first, pair.second) for pair in alike(texts, owners, 0.6)}

    assert found == {
        (one, two)
        for two in range(len(texts))
        for one in range(two)
        if _share(plain(texts[one]), plain(texts[two])) >= 0.6
    }


def _share(one: str, two: str) -> float:
    grams = [
        {text[at : at + size] for size in (1, 2) for at in range(len(text) - size + 1)}
        for text in (one, two)
    ]
    return len(grams[0] & grams[1]) / len(grams[0] | grams[1])
