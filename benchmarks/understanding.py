"""`make evaluate`: how well real messages are understood that the model has never seen.

Reads public letters beside the repository (they may not be copied into it) and says so when they
are absent. Two models are compared: the shipped examples alone, and with a city's archive.
"""

import asyncio
import json
import tempfile
import time
from collections import Counter
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
from bot.domain.dispatch import Catalogue
from bot.domain.personal_data import mask
from bot.services.desk import Shelf
from bot.services.understanding import type_of

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
FIVE = {"report": "complaint"}
"""The archive files 举报 as complaint."""
FOLDED = {"report": "complaint", "help": "complaint"}
"""Citizens file the same text under either; help, report and complaint count as one."""

Rows = Sequence[Mapping[str, Any]]
Pairs = Sequence[tuple[str, str | None]]
console = Console(highlight=False, width=120)


@dataclass(frozen=True)
class Texts:
    """What is read; empty where a file is absent."""

    letters: Rows
    short: Rows
    strange: Rows

    @classmethod
    def of(cls, folder: Path, most: int) -> "Texts":
        """At most so many of each file, spread over it."""
        return cls(
            *(
                _spread(_read(folder / f"{name}_eval.jsonl"), most)
                for name in ("letters", "short_messages", "out_of_scope")
            )
        )


async def figures(engine: RasaEngine, texts: Texts, departments: Path) -> dict[str, str]:
    """Every figure of one model, by what it tells."""
    times: list[float] = []
    letters = await _types(engine, [(row["content"], row["type"]) for row in texts.letters], times)
    short = await _types(engine, [(row["text"], row["type3"]) for row in texts.short], times)
    catalogue, _ = load_catalogue(departments, {})
    told: dict[str, str] = {}
    if letters:
        told |= _scores("letters, five types", _folded(letters, FIVE))
        told |= _scores("letters, help as complaint", _folded(letters, FOLDED))
        told |= _departments(catalogue, texts.letters)
    if short:
        told |= _scores("short messages, three types", _folded(short, FOLDED))
    if texts.strange:
        told |= await _strangers(engine, a_shelf(engine, catalogue), texts.strange)
    if times:
        times.sort()
        told["understanding a text, p50 / p99 (ms)"] = " / ".join(
            f"{percentile(times, percent):.1f}" for percent in (50, 99)
        )
    return told


async def _types(
    engine: RasaEngine, filed: Iterable[tuple[str, str]], times: list[float]
) -> list[tuple[str, str | None]]:
    """Filed and found type of each text; how long each took in ms is added to `times`."""
    found = []
    for text, kind in filed:
        masked = mask(text).text
        began = time.perf_counter()
        understood = await engine.parse(masked)
        times.append(1000 * (time.perf_counter() - began))
        found.append((kind, type_of(understood)))
    return found


def _folded(pairs: Pairs, fold: Mapping[str, str]) -> Pairs:
    return [(fold.get(filed, filed), fold.get(found or "", found)) for filed, found in pairs]


def _scores(what: str, pairs: Pairs) -> dict[str, str]:
    right = sum(filed == found for filed, found in pairs)
    kinds = sorted({filed for filed, _ in pairs})
    by_kind = {kind: f1(pairs, kind) for kind in kinds}
    return {
        f"{what}: accuracy (of {len(pairs)})": f"{right / len(pairs):.3f}",
        f"{what}: macro-F1": f"{sum(by_kind.values()) / len(kinds):.3f}",
        f"{what}: F1 of each": " ".join(f"{kind} {f:.2f}" for kind, f in by_kind.items()),
    }


def f1(pairs: Pairs, kind: str) -> float:
    """The harmonic mean of precision and recall of one type; 0 if it was never found."""
    hits = sum(filed == found == kind for filed, found in pairs)
    named = Counter(side for pair in pairs for side in pair)[kind]
    return 2 * hits / named if named else 0.0


def _departments(catalogue: Catalogue, letters: Rows) -> dict[str, str]:
    """One city names its bureaus; what another city calls them would be compared in vain."""
    filed = [row for row in letters if row["source"] == "jiamusi" and row.get("bureau")]
    if not filed:
        return {}
    places = []
    for row in filed:
        codes = [suggestion.department for suggestion in catalogue.suggest(row["content"])]
        places.append(codes.index(row["bureau"]) if row["bureau"] in codes else len(codes) + 3)
    return {
        f"department, {word} (of {len(filed)})": f"{sum(p < top for p in places) / len(filed):.3f}"
        for word, top in (("first", 1), ("among three", 3))
    }


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
    if not (texts.letters or texts.short or texts.strange):
        console.print(f"No evaluation data in {data}: nothing was measured.")
        return
    with tempfile.TemporaryDirectory(prefix="huiying-evaluate-") as name:
        folder = Path(name)
        told = {}
        for title, letters in _models(data, folder).items():
            console.print(f"· training: {title} …")
            began = time.perf_counter()
            sources = Sources.in_folder(ROOT, letters)
            trained = await asyncio.to_thread(train, sources, folder / "models")
            took = time.perf_counter() - began
            engine = await RasaEngine.load(trained.path)
            told[title] = await figures(engine, texts, ROOT / "departments.yml")
            told[title]["training (s)"] = f"{took:.1f}"
    console.print(_table(told))


def _models(data: Path, folder: Path) -> dict[str, Path | None]:
    """What each model learns besides the shipped examples."""
    archive = data / "letters_train.jsonl"
    if not archive.is_file():
        return {"shipped examples": None}
    lines = folder / "letters.jsonl"
    with lines.open("w", encoding="utf-8") as file:
        for letter in read_letters(archive).letters:
            if letter.type:
                row = {"text": letter.content, "intent": letter.type}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return {"shipped examples": None, "and a city's archive": lines}


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
