"""How well what is looked for is found: known questions, and letters of an archive."""

from collections.abc import Callable, Mapping, Sequence

from bot.domain.personal_data import mask
from bot.domain.scoring import among_first
from bot.services.archive import Similar
from bot.services.evaluation.asking import find
from bot.services.evaluation.questions import OTHER, PERSON, Wanted
from bot.services.evaluation.report import Section
from bot.services.evaluation.samples import Question
from bot.services.ports.dialogue import Dialogue

AMONG = 1200
"""Letters among which the right one is looked for by its title."""
FIRST = 5
_COLUMNS = ("范围", "条数", "R@1", "R@5")

Pairs = Sequence[tuple[str, str]]
Index = Callable[[Pairs, Pairs], Similar]
"""Makes letters, id and text each, findable; learns from matters told in short and at length."""


def letters_by_title(rows: Sequence[Question], index: Index) -> Section:
    """The letter that a title belongs to, among so many others; no matter what the model is.

    How titles are told is learned from those that are not asked for.
    """
    texts = {row.id: row.text for row in rows if row.text}
    asked = [(row.title, row.id) for row in rows if row.asked and row.id in texts]
    if not asked:
        absent = "没有问答档案（question、question_short 两列）。"
        return Section("archive", "来信档案检索", _COLUMNS, [], absent=absent)
    among = list(dict.fromkeys([*(name for _, name in asked), *texts]))
    among = among[: max(AMONG, len(asked))]
    told = [(row.title, row.text) for row in rows if row.text and not row.asked]
    places = find(asked, index([(name, texts[name]) for name in among], told), FIRST)
    title = f"按标题找来信（{len(among)} 封里）"
    row = (title, len(asked), among_first(places, 1), among_first(places, FIRST))
    return Section("archive", "来信档案检索", _COLUMNS, [row])


async def known_questions(dialogue: Dialogue, parts: Mapping[str, Sequence[Wanted]]) -> Section:
    """The known question that is meant, by the parts of a gold set.

    What is not taken for a question at all is not found either.
    """
    rows = []
    for title, wanted in parts.items():
        asked = [one for one in wanted if one.wants not in (PERSON, OTHER)]
        places = [await _place(dialogue, one) for one in asked]
        if places:
            rows.append((title, len(asked), among_first(places, 1), among_first(places, FIRST)))
    absent = "" if rows else "没有 tests/gold/faq_or_complaint.yml。"
    return Section("known_questions", "问答检索", _COLUMNS, rows, absent=absent)


async def _place(dialogue: Dialogue, wanted: Wanted) -> int | None:
    understood = await dialogue.parse(mask(wanted.text).text)
    keys = [key for key, _ in understood.faq]
    return keys.index(wanted.wants) if wanted.wants in keys else None
