"""One model on the bench: every section of the report, in the order in which it is read."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.dispatch import Catalogue
from bot.domain.habits import Habits, suggest
from bot.domain.personal_data import mask
from bot.services.evaluation.abuse import beside, flagged, insults
from bot.services.evaluation.asking import FIVE, FOLDED, Asked, Filed, ask
from bot.services.evaluation.departments import departments
from bot.services.evaluation.emergencies import alarms, emergencies
from bot.services.evaluation.facts import Marked, score_facts
from bot.services.evaluation.filing import Scope, filing
from bot.services.evaluation.questions import Wanted, faq_or_complaint, give
from bot.services.evaluation.repetitions import count_matters, filed_again, several
from bot.services.evaluation.report import Section
from bot.services.evaluation.retrieval import Index, known_questions, letters_by_title
from bot.services.evaluation.robustness import TITLE as SPOILT_TITLE
from bot.services.evaluation.robustness import Known, score_robustness
from bot.services.evaluation.samples import Material, Sample
from bot.services.evaluation.speed import speed
from bot.services.evaluation.strangers import strangers
from bot.services.ports.clock import Clock
from bot.services.ports.dialogue import Dialogue
from bot.services.shelf import Shelf

COMPLAINT = "complaint"
COMPARED = 3000
"""Letters that are compared with one another: every run of characters of each is held in memory."""
SPOILT, LEAST_SPOILT = 200, 20
"""Letters that are written in other ways, too; of fewer, one alone would outweigh most ways."""
ENOUGH = 100
"""Messages: the accuracy of fewer may be off by a tenth by chance alone."""
ALL, SHORT, OWN = "来信", "短消息", "自写消息"
"""Groups of messages, as the report calls them."""

_ONCE_MORE = 3
"""Sections that go through all letters again."""
_FOLDINGS = {0: ("six", "六类"), len(FIVE): ("five", "五类"), len(FOLDED): ("folded", "合并")}

Tell = Callable[[], None]


@dataclass(frozen=True)
class Bench:
    """A model and what it needs around it; `index` makes letters findable."""

    dialogue: Dialogue
    shelf: Shelf
    index: Index
    clock: Clock

    @property
    def catalogue(self) -> Catalogue:
        return self.shelf.catalogue

    @property
    def habits(self) -> Habits | None:
        return self.shelf.habits


def texts_in(material: Material) -> int:
    """So often `measure` tells that it has gone on."""
    groups = (material.strange, material.own, material.facts, material.wanted)
    own = sum(len(part) for group in groups for part in group.values())
    return own + len(material.short) + (1 + _ONCE_MORE) * len(material.letters)


def too_few(material: Material) -> list[str]:
    """A sentence for each group of messages that is too small for its figures to mean much."""
    groups = {ALL: material.letters, SHORT: material.short}
    return [
        f"{title}只有 {len(rows)} 条：少于 {ENOUGH} 条时，准确率上下差 0.1 都可能只是碰巧。"
        for title, rows in groups.items()
        if 0 < len(rows) < ENOUGH
    ]


async def measure(bench: Bench, material: Material, tell: Tell = lambda: None) -> list[Section]:
    """All sections; one whose data is not there says so."""
    letters, short = ([s for s in group if s.kind] for group in (material.letters, material.short))
    asked = {
        ALL: await ask(bench.dialogue, _filed(letters), tell),
        SHORT: await ask(bench.dialogue, _filed(short), tell),
    }
    own = {
        f"{OWN}（{part}）": await ask(bench.dialogue, _filed(rows), tell)
        for part, rows in material.own.items()
    }
    scopes = [*_letter_scopes(letters, asked[ALL]), *_foldings("short", SHORT, asked[SHORT])]
    for number, (title, found) in enumerate(own.items(), 1):
        scopes.append(_scope(f"own{number}", title, found, {}))
    return [
        *filing(scopes),
        *departments(_by_source(material), bench.catalogue, bench.habits),
        *await _knowledge(bench, material, tell),
        letters_by_title(material.archive, bench.index),
        await strangers(bench.dialogue, bench.shelf, material.strange, bench.clock, tell),
        *await _safety(bench, material, tell),
        *await _facts(bench, material.facts, tell),
        *await _matters(bench, material, tell),
        *await _robustness(bench, material, tell),
        speed({title: found.took for title, found in {**asked, **own}.items()}),
    ]


def _filed(samples: Sequence[Sample]) -> list[Filed]:
    return [Filed(sample.text, sample.kind or "") for sample in samples]


def _letter_scopes(letters: Sequence[Sample], asked: Asked) -> Iterator[Scope]:
    """All letters, then each source of several by itself.

    A source without a single complaint is no city whose citizens chose the type: it is told, but
    has no say in the whole.
    """
    sources = dict.fromkeys(sample.source for sample in letters)
    complained = {sample.source for sample in letters if sample.kind == COMPLAINT}
    groups = {"letters": (ALL, complained or {*sources})}
    if len(sources) > 1:
        groups |= {_key(source): (source or "未注明", {source}) for source in sources}
    for key, (title, among) in groups.items():
        some = asked.those(sample.source in among for sample in letters)
        yield from _foldings(key, title, some)


def _key(source: str) -> str:
    """Fit for the name of a section, and of a file."""
    return re.sub(r"\W+", "-", source) or "unnamed"


def _foldings(key: str, title: str, asked: Asked) -> Iterator[Scope]:
    """Coarse, and as finely as they are filed: what nobody is filed under has no figure."""
    kinds = {one.kind for one in asked.filed}
    yield _scope(key, title, asked, FOLDED)
    if kinds & FOLDED.keys():
        yield _scope(key, title, asked, FIVE)
    if kinds & FIVE.keys():
        yield _scope(key, title, asked, {})


def _scope(key: str, title: str, asked: Asked, fold: Mapping[str, str]) -> Scope:
    name, called = _FOLDINGS[len(fold)]
    return Scope(f"{key}.{name}", f"{title} · {called}", asked.guesses(fold))


def _by_source(material: Material) -> dict[str, list[Sample]]:
    """All letters, each source, and the short messages."""
    groups = {ALL: list(material.letters)}
    sources = dict.fromkeys(sample.source for sample in material.letters)
    if len(sources) > 1:
        for source in sources:
            groups[source or "未注明"] = [s for s in material.letters if s.source == source]
    own = [sample for rows in material.own.values() for sample in rows]
    return {**groups, SHORT: list(material.short), OWN: own}


async def _knowledge(bench: Bench, material: Material, tell: Tell) -> list[Section]:
    given = {}
    for part, rows in material.wanted.items():
        given[part] = await give(bench.dialogue, rows)
        _counted(rows, tell)
    return [await known_questions(bench.dialogue, material.wanted), faq_or_complaint(given)]


async def _facts(bench: Bench, parts: Mapping[str, Sequence[Marked]], tell: Tell) -> list[Section]:
    sections = []
    for number, (part, rows) in enumerate(parts.items(), 1):
        found = await score_facts(bench.dialogue, rows, f"facts{number}")
        sections.append(_titled(found, part))
        _counted(rows, tell)
    return sections or [await score_facts(bench.dialogue, [])]


async def _safety(bench: Bench, material: Material, tell: Tell) -> list[Section]:
    real = {
        ALL: [sample.text for sample in material.letters],
        SHORT: [sample.text for sample in material.short],
    }
    sections = [
        emergencies(material.cries),
        alarms(real),
        flagged(real),
        insults(material.insults),
        await beside(bench.dialogue, material.abuse),
    ]
    _counted(material.letters, tell)
    return sections


async def _matters(bench: Bench, material: Material, tell: Tell) -> list[Section]:
    """Which letters came again, and how many things a message puts forward."""

    def unit_of(text: str, place: str | None) -> tuple[str, str | None]:
        [first] = suggest(mask(text).text, place, bench.catalogue, bench.habits, 1)
        return first.department, first.clause

    texts = [sample.text for sample in material.letters[:COMPARED]]
    counted = [
        (part, right, await count_matters(bench.dialogue, bench.shelf, text, bench.clock))
        for part, rows in material.several.items()
        for right, text in rows
    ]
    again = await filed_again(bench.dialogue, unit_of, texts)
    _counted(material.letters, tell)
    return [again, several(counted)]


async def _robustness(bench: Bench, material: Material, tell: Tell) -> list[Section]:
    """Of our own sets, and of some letters by their type."""
    typed = [sample for sample in material.letters if sample.kind]
    some = typed[:: -(-len(typed) // SPOILT) or 1]
    letters = {ALL: [Known(sample.text, sample.kind) for sample in some]} if some else {}

    async def scored(number: int, part: str, rows: Sequence[Known]) -> Section:
        name = f"robustness{number}"
        if part == ALL and len(rows) < LEAST_SPOILT:
            few = f"只有 {len(rows)} 条，少于 {LEAST_SPOILT} 条，看不出什么。"
            return _titled(Section(name, SPOILT_TITLE, (), [], absent=few), part)
        return _titled(await score_robustness(bench.dialogue, unit, rows, name), part)

    def unit(text: str) -> str:
        return suggest(mask(text).text, None, bench.catalogue, bench.habits, 1)[0].department

    sections = [
        await scored(number, part, rows)
        for number, (part, rows) in enumerate({**material.spoilt, **letters}.items(), 1)
    ]
    _counted(material.letters, tell)
    return sections or [await score_robustness(bench.dialogue, unit, [], ways={})]


def _titled(section: Section, part: str) -> Section:
    return Section(**{**vars(section), "title": f"{section.title}：{part}"})


def _counted(rows: Sequence[Marked] | Sequence[Wanted] | Sequence[Sample], tell: Tell) -> None:
    for _ in rows:
        tell()
