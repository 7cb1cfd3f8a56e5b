"""The promises of bot/services/evaluation/retrieval.py."""

from bot.services.evaluation.retrieval import Pairs, letters_by_title
from bot.services.evaluation.samples import Question


class Nothing:
    """Finds no letter."""

    def search(self, text: str, limit: int = 5) -> list[tuple[str, float]]:
        return []


def test_nothing_is_learned_from_the_letters_that_are_looked_for():
    learned: list[tuple[str, str]] = []

    def index(letters: Pairs, told: Pairs) -> Nothing:
        learned.extend(told)
        return Nothing()

    rows = [
        Question("1", "路灯", "巷子里的灯不亮"),
        Question("2", "公积金", "怎么提取", asked=False),
        Question("3", "只有标题", "", asked=False),
    ]
    letters_by_title(rows, index)

    assert learned == [("公积金", "怎么提取")]
