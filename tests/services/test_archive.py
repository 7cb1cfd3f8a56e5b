"""The promises of bot/services/archive.py."""

from bot.domain.letters import Letter
from bot.services.archive import in_short, similar, words_of
from tests.fakes.letters import FakeLetters


class Index:
    """Finds what it was told to."""

    def __init__(self, *ids: str) -> None:
        self._ids = ids

    def search(self, text: str, limit: int = 5) -> list[tuple[str, float]]:
        return [(name, 1.0) for name in self._ids[:limit]]


async def test_staff_see_the_answered_letters_most_like_it():
    """One that was never answered shows nobody how to answer."""
    kept = FakeLetters()
    answered = [Letter(str(number), "暖气不热", reply="已检修") for number in range(3)]
    await kept.add_all([*answered, Letter("open", "暖气不热")], "2026")

    found = await similar("暖气", Index("2", "open", "gone", "0", "1"), kept, limit=2)

    assert [letter.id for letter in found] == ["2", "0"]


def test_a_letter_is_found_by_what_its_writer_wrote():
    assert words_of(Letter("1", "怎么办", "公积金", reply="到窗口")) == "公积金\n怎么办"
    assert words_of(Letter("1", "怎么办")) == "怎么办"


def test_a_title_tells_in_short_what_the_letter_tells_without_it():
    """Otherwise every word of a title would seem to be said again."""
    letters = [Letter("1", "公积金。怎么办", "公积金"), Letter("2", "没有标题")]

    assert in_short(letters) == [("公积金", "。怎么办")]
