"""`make evaluate`: how well real messages are understood that the model has never seen.

Reads public letters beside the repository (they may not be copied into it) and says so when they
are absent. Two models are compared: the shipped examples alone, and with a city's archive.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.kinds import SOURCE
from benchmarks.plan import percentile
from benchmarks.reference import a_shelf, first_turn
from bot.adapters.catalogue import load_catalogue
from bot.adapters.letters import read_letters
from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.rasa.training import Sources, train
from bot.adapters.similar import SimilarLetters, build
from bot.domain.dispatch import Catalogue
from bot.domain.scoring import Guess, Scores, among_first, score
from bot.models import as_lesson
from bot.services.desk import Shelf
from bot.services.evaluation.asking import FIVE, FOLDED, Filed, ask, dispatch, find

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
CITIES = ("dalian", "jiamusi")
"""Whose citizens chose the type; another source holds suggestions alone."""
AMONG = 1200
"""Letters among which the right one is looked for by its title."""

Rows = Sequence[Mapping[str, Any]]
console = Console(highlight=False, width=120)


@dataclass(frozen=True)
class Texts:
    """What is read; empty where a file is absent."""

    letters: Rows
    short: Rows
    strange: Rows
    answered: Rows

    @classmethod
    def of(cls, folder: Path, most: int) -> "Texts":
        """At most so many of each file, spread over it."""
        names = ("letters_eval", "short_messages_eval", "out_of_scope_eval", "answers_archive")
        return cls(*(_spread(_read(folder / f"{name}.jsonl"), most) for name in names))

    def __bool__(self) -> bool:
        return any((self.letters, self.short, self.strange, self.answered))


async def figures(engine: RasaEngine, texts: Texts, departments: Path) -> dict[str, str]:
    """Every figure of one model, by what it tells."""
    catalogue, _ = load_catalogue(departments, {})
    rows = [row for row in texts.letters if row["source"] in CITIES]
    letters = await ask(engine, [Filed(row["content"], row["type"]) for row in rows])
    short = await ask(engine, [Filed(row["text"], row["type3"]) for row in texts.short])
    told: dict[str, str] = {}
    if rows:
        dalian = [at for at, row in enumerate(rows) if row["source"] == "dalian"]
        five = letters.guesses(FIVE)
        told |= _scores("two cities, help as complaint", letters.guesses(FOLDED))
        told |= _scores("two cities, five types", five)
        told |= _scores("Dalian, five types", [five[at] for at in dalian])
        told |= _departments(engine, catalogue, rows)
    if short.filed:
        told |= _scores("short messages, three types", short.guesses(FOLDED))
    if texts.answered:
        told |= _retrieval(texts.answered)
    if texts.strange:
        told |= await _strangers(engine, a_shelf(engine, catalogue), texts.strange)
    return told | _times([*letters.took, *short.took])


def _scores(what: str, guesses: Sequence[Guess]) -> dict[str, str]:
    found = score(guesses)
    return {
        f"{what}: accuracy / macro-F1 (of {found.guesses})": (
            f"{found.accuracy:.3f} / {found.macro_f1:.3f}"
        ),
        f"{what}: F1 of each": " ".join(f"{kind} {of.f1:.2f}" for kind, of in found.kinds.items()),
        f"{what}: calibration error": f"{found.calibration_error:.3f}",
        f"{what}: accuracy (share) where sure ≥ .5 .7 .9": _covered(found),
    }


def _covered(found: Scores) -> str:
    return " ".join(f"{of.accuracy:.2f} ({of.share:.2f})" for of in found.coverage.values())


def _departments(engine: RasaEngine, catalogue: Catalogue, letters: Rows) -> dict[str, str]:
    """One city names its bureaus; what another city calls them would be compared in vain."""
    rows = [row for row in letters if row["source"] == "jiamusi" and row.get("bureau")]
    filed = [Filed(row["content"], row["bureau"]) for row in rows]
    if not filed:
        return {}
    found = dispatch(filed, catalogue, engine.habits)
    first, three = (among_first(found.places, most) for most in (1, 3))
    return {
        f"department: first / among three (of {len(filed)})": f"{first:.3f} / {three:.3f}",
        "department: calibration error": f"{score(found.guesses).calibration_error:.3f}",
    }


def _retrieval(rows: Rows) -> dict[str, str]:
    """The letter that a title belongs to, among so many others; the same for both models."""
    texts = {row["id"]: text for row in rows if (text := _without_its_title(row))}
    asked = [
        (row["question_short"], row["id"])
        for row in rows
        if row["split"] == "eval" and row["id"] in texts
    ]
    if not asked:
        return {}
    among = dict.fromkeys([*(name for _, name in asked), *texts])
    with tempfile.TemporaryDirectory(prefix="huiying-evaluate-") as name:
        build(Path(name) / "index", [(one, texts[one]) for one in list(among)[:AMONG]])
        places = find(asked, SimilarLetters(Path(name) / "index"))
    first, five = (among_first(places, most) for most in (1, 5))
    told = f"archive: the letter of a title, R@1 / R@5 (of {len(asked)} among {AMONG})"
    return {told: f"{first:.3f} / {five:.3f}"}


def _without_its_title(row: Mapping[str, Any]) -> str:
    question, title = row["question"], row["question_short"]
    return question[len(title) :].strip() if question.startswith(title) else ""


def _times(took: list[float]) -> dict[str, str]:
    if not took:
        return {}
    took.sort()
    p50, p99 = (percentile(took, percent) for percent in (50, 99))
    return {"understanding a text, p50 / p99 (ms of processor)": f"{p50:.1f} / {p99:.1f}"}


async def _strangers(engine: RasaEngine, shelf: Shelf, rows: Rows) -> dict[str, str]:
    """Small talk as somebody's first message: what the whole dialogue does with it."""
    tickets = answers = 0
    for row in rows:
        reply, opened = await first_turn(engine, shelf, row["text"])
        tickets += opened
        answers += SOURCE in reply
    of = f"(of {len(rows)})"
    return {
        f"small talk that opened a ticket unasked {of}": f"{tickets} = {tickets / len(rows):.1%}",
        f"small talk answered with an FAQ {of}": f"{answers} = {answers / len(rows):.1%}",
    }


async def evaluate(data: Path, most: int) -> None:
    """Train both models, measure both, print one table."""
    texts = Texts.of(data, most)
    if not texts:
        console.print(f"No evaluation data in {data}: nothing was measured.")
        return
    with tempfile.TemporaryDirectory(prefix="huiying-evaluate-") as name:
        folder = Path(name)
        told = {}
        for title, letters in _models(data, folder).items():
            console.print(f"· training: {title} …")
            began = time.process_time()
            sources = Sources.in_folder(ROOT, letters)
            trained = await asyncio.to_thread(train, sources, folder / "models")
            took = time.process_time() - began
            engine = await RasaEngine.load(trained.path)
            told[title] = await figures(engine, texts, ROOT / "departments.yml")
            told[title]["training (s of processor)"] = f"{took:.1f}"
    console.print(_table(told))


def _models(data: Path, folder: Path) -> dict[str, Path | None]:
    """What each model learns besides the shipped examples."""
    archive = data / "letters_train.jsonl"
    if not archive.is_file():
        return {"shipped examples": None}
    lines = folder / "letters.jsonl"
    catalogue, _ = load_catalogue(ROOT / "departments.yml", {})
    lessons = (as_lesson(letter, catalogue) for letter in read_letters(archive).letters)
    lines.write_text("".join(_lines(lessons)), "utf-8")
    return {"shipped examples": None, "and a city's archive": lines}


def _lines(lessons: Iterable[Mapping[str, str] | None]) -> Iterable[str]:
    return (f"{json.dumps(lesson, ensure_ascii=False)}\n" for lesson in lessons if lesson)


def _table(told: Mapping[str, Mapping[str, str]]) -> Table:
    table = Table(title="Understanding of messages the model has never seen")
    table.add_column("figure")
    for title in told:
        table.add_column(title, justify="right")
    for name in dict.fromkeys(name for found in told.values() for name in found):
        table.add_row(name, *(found.get(name, "") for found in told.values()))
    return table


def _read(path: Path) -> Rows:
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _spread(rows: Rows, most: int) -> Rows:
    """At most so many, from the whole length of the file."""
    step = max(-(-len(rows) // most), 1)
    return rows[::step]


def main(
    data: Annotated[Path, typer.Option(help="Folder of the evaluation files")] = DATA,
    most: Annotated[int, typer.Option(help="At most so many texts of each file")] = 5000,
) -> None:
    """Print how well the model understands what it has never seen."""
    asyncio.run(evaluate(data, most))


if __name__ == "__main__":
    typer.run(main)
