"""Does a known question stay found when the knowledge base grows? 60, 500 and 5,000 entries."""

import contextlib
import io
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.known_questions import Known, known_questions, strange_questions
from benchmarks.plan import percentile
from benchmarks.sections import Goal, Section
from benchmarks.workshop import Workshop
from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.rasa.sources import Sources
from bot.adapters.rasa.training import train
from bot.domain.scoring import among_first

ROOT = Path(__file__).resolve().parents[1]
SIZES, QUICK_SIZES = (60, 500, 5000), (60, 500)
ASKED, STRANGE = 1000, 300
"""Questions asked of each base at most, and questions that no entry of it knows."""
FACTS = """\
      source: x
      owner: other
      updated: "2026-11-01"
      valid_until: "2027-12-31\""""
COLUMNS = (
    *("entries", "R@1", "R@3", "R@5", "answered", "right of these", "strange answered"),
    *("p50 ms", "p99 ms", "MB", "training s"),
)

METHOD = f"""\
Made-up entries (benchmarks/known_questions.yml: services × what is asked × for whom), eight ways of
asking each, in the place of nlu/faq/; all else is the repository's. Asked are {ASKED} questions
in turns of phrase that no example holds, three of five in words that share hardly a character with
any. R@k: the right entry is among the first k. "answered": given at once, not in a menu; "strange":
questions about services that no entry knows. Times are processor time of understanding one message,
whole pipeline; MB is what loading the model adds; training is a whole training."""


@dataclass(frozen=True)
class Found:
    """What one base made of its questions. Times in milliseconds."""

    places: Sequence[int | None]
    answered: int
    right: int
    strange: int
    took: Sequence[float]


async def measure(workshop: Workshop) -> list[Section]:
    """Train and ask a base of each size."""
    rows, goals = [], []
    for size in QUICK_SIZES if workshop.quick else SIZES:
        workshop.say(f"{size} known questions: training and asking")
        row = await _row(size, workshop.site.folder / f"known_{size}")
        rows.append(row)
        goals.append(Goal(f"p99 with {size} entries", float(row[8]), 3, "ms"))
    return [Section("Known questions, as they grow", COLUMNS, rows, METHOD, goals)]


async def _row(size: int, folder: Path) -> tuple[float, ...]:
    entries = known_questions(size)
    write_base(entries, folder)
    began = time.process_time()
    with contextlib.redirect_stderr(io.StringIO()):  # Rasa's progress bars
        trained = train(Sources.in_folder(folder), folder / "models")
    training, before = time.process_time() - began, _memory_mb()
    engine = await RasaEngine.load(trained.path)
    memory = _memory_mb() - before
    found = await _asked(engine, entries)
    took = sorted(found.took)
    return (
        size,
        *(round(among_first(found.places, first), 3) for first in (1, 3, 5)),
        round(found.answered / len(found.places), 3),
        round(found.right / max(found.answered, 1), 3),
        round(found.strange / STRANGE, 3),
        *(round(percentile(took, percent), 2) for percent in (50, 99)),
        round(memory),
        round(training, 1),
    )


def write_base(entries: Sequence[Known], folder: Path) -> None:
    """A Rasa project like this repository's, with these entries for its known questions."""
    for name in ("config.yml", "domain.yml"):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "stories", folder / "stories", dirs_exist_ok=True)
    left_out = shutil.ignore_patterns("faq", "components")
    shutil.copytree(ROOT / "nlu", folder / "nlu", dirs_exist_ok=True, ignore=left_out)
    text = "\n".join(_as_rasa(entries))
    (folder / "nlu" / "faq.yml").write_text(f"{text}\n", encoding="utf-8")


def _as_rasa(entries: Sequence[Known]) -> Iterator[str]:
    yield "nlu:"
    for entry in entries:
        yield f"- intent: faq/{entry.key}\n  examples: |"
        yield from (f"    - {way}" for way in entry.learned)
    yield "responses:"
    for entry in entries:
        answer = entry.answer.replace("\n", "\n      ")
        yield f"  utter_faq/{entry.key}:\n  - text: |-\n      {answer}\n    metadata:"
        yield f"      question: {entry.question}\n{FACTS}"


async def _asked(engine: RasaEngine, entries: Sequence[Known]) -> Found:
    asked = [(way, entry.key) for entry in entries for way in entry.asked]
    random.Random(1).shuffle(asked)
    places, took, answered, right = [], [], 0, 0
    for way, key in asked[:ASKED]:
        began = time.thread_time()
        understood = await engine.parse(way)
        took.append(1000 * (time.thread_time() - began))
        keys = [one for one, _ in understood.faq]
        places.append(keys.index(key) if key in keys else None)
        answered += understood.intent == "faq"
        right += understood.intent == "faq" and keys[0] == key
    strange = [await engine.parse(way) for way in strange_questions(STRANGE)]
    return Found(places, answered, right, sum(one.intent == "faq" for one in strange), took)


def _memory_mb() -> float:
    """What this process holds now (Linux; 0 elsewhere)."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[1]) * 4096 / 2**20 if told.exists() else 0.0
