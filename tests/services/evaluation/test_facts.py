"""The promises of bot/services/evaluation/facts.py, over a dialogue that finds what it is told."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.services.evaluation.facts import Fact, find_facts, read, score_facts
from bot.services.evaluation.report import Cell, Section
from bot.services.ports.dialogue import Heard, Turned, Understanding


class Finder:
    """Finds these words, wherever they stand."""

    model = "finder"

    def __init__(self, **words: str) -> None:
        self._words = words

    async def parse(self, text: str) -> Understanding:
        found = [
            {"entity": kind, "value": words, "start": at, "end": at + len(words)}
            for kind, words in self._words.items()
            if (at := text.find(words)) >= 0
        ]
        return Understanding("complaint", 1.0, entities=tuple(found))

    async def respond(
        self, heard: Heard, memory: Sequence[Mapping[str, Any]], desk: object
    ) -> Turned:
        raise NotImplementedError


def line(section: Section, title: str) -> dict[str, Cell]:
    row = next(row for row in section.rows if row[0] == title)
    return dict(zip(section.columns, row, strict=True))


def test_marks_are_taken_out_of_a_sentence() -> None:
    (row,) = read(["[解放路](place)灯坏了[三天](since)"])

    assert row.text == "解放路灯坏了三天"
    assert row.facts == (Fact(0, 3, "place"), Fact(6, 8, "since"))


async def test_words_that_are_shared_count_and_the_letter_is_told_apart() -> None:
    rows = read(["[解放路](place)灯坏了", "[和平路](place)也是"])

    found = line(await score_facts(Finder(place="解放路灯"), rows), "地点")

    assert (found["精确率"], found["召回率"], found["F1"]) == (1.0, 0.5, 0.667)
    assert found["一字不差的F1"] == 0.0


async def test_what_is_made_up_costs_precision() -> None:
    found = line(await score_facts(Finder(people="坏了"), read(["灯坏了，[三户](people)"])), "人数")

    assert (found["精确率"], found["召回率"]) == (0.0, 0.0)


async def test_a_masked_number_counts_where_it_stands_in_the_citizens_words() -> None:
    rows = read(["[13900001111](phone)是我电话，在[解放路](place)"])

    facts = await find_facts(Finder(phone="〔手机号1〕", place="解放路"), rows[0].text)

    assert facts == list(rows[0].facts)


async def test_without_sentences_the_section_says_so() -> None:
    assert (await score_facts(Finder(), [])).absent
