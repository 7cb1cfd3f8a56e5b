"""How well the bot understands: models are laid on the bench, their figures side by side."""

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from rich.progress import Progress

from bot import models
from bot.adapters.calendar import WorkingDays
from bot.adapters.catalogue import load_catalogue
from bot.adapters.columns import check_columns
from bot.adapters.gold import read_gold
from bot.adapters.labelled import read_labelled
from bot.adapters.letters import read_letters
from bot.adapters.similar import SimilarLetters, build
from bot.domain.dispatch import Catalogue
from bot.domain.letters import Letter
from bot.domain.zone import SHANGHAI
from bot.services.evaluation import overlap
from bot.services.evaluation.assembly import Bench, measure, texts_in, too_few
from bot.services.evaluation.report import Section
from bot.services.evaluation.retrieval import Index, Pairs
from bot.services.evaluation.samples import Material
from bot.services.evaluation.strangers import a_shelf
from bot.settings import Settings
from bot.settings.environment import department_secrets
from bot.terminal.showing import NAMES, side_by_side

DATA = models.ROOT.parent / "shared" / "data"
"""Public letters that may not be copied into the repository; absent on most machines."""
EVALUATED = (
    "letters_eval",
    "short_messages_eval",
    "out_of_scope_eval",
    "answers_archive",
    "abuse_sample",
)
GOLD = models.ROOT / "tests" / "gold"


@dataclass(frozen=True)
class Measured:
    """A model's figures."""

    title: str
    version: str
    sections: Sequence[Section]


@dataclass(frozen=True)
class Report:
    """What one or two models made of the same messages, and remarks on the files."""

    models: Sequence[Measured]
    remarks: Sequence[str] = field(default_factory=tuple)

    def as_sections(self) -> list[Section]:
        """For a terminal: two models side by side, after a line that says which they are."""
        rows = [(one.title, one.version) for one in self.models]
        which = Section("models", "模型", ("名称", "版本"), rows)
        titles = [one.title for one in self.models]
        return [which, *side_by_side(titles, [one.sections for one in self.models])]

    def as_record(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "remarks": list(self.remarks),
            "models": [
                {
                    "title": one.title,
                    "version": one.version,
                    "sections": {section.name: section.as_record() for section in one.sections},
                }
                for one in self.models
            ],
        }


@dataclass(frozen=True)
class Gathered:
    """What is evaluated; `letters` are those of the archive that a second model learns from."""

    material: Material
    letters: Sequence[Letter] | None = None


def gather(
    files: Sequence[Path],
    columns: Mapping[str, str] | None = None,
    most: int = 0,
    archive: Path | None = None,
) -> Gathered:
    """The files, or without any the public letters and our own gold sets; and the archive.

    Raises BadFile and BadSetting; nothing is measured then.
    """
    material, found, columns = Material(), dict[str, None](), columns or {}
    for file in files or [DATA / f"{name}.jsonl" for name in EVALUATED]:
        if files or file.is_file():
            found |= dict.fromkeys(read_labelled(file, material, columns, most))
    if not files:
        read_gold(GOLD, material)
    learned = read_letters(archive, columns) if archive else None
    read = [*files, *([archive] if archive else [])]
    check_columns(columns, read, [*found, *(learned.columns if learned else ())])
    return Gathered(material, learned.letters if learned else None)


async def evaluate(settings: Settings, gathered: Gathered, progress: Progress) -> Report:
    """The current model's figures; with an archive those of two models trained for this alone."""
    bench = _Bench(settings, gathered.material, progress)
    letters = gathered.letters
    return await (bench.current() if letters is None else bench.compared(letters))


def names(settings: Settings) -> Mapping[str, str]:
    """What people call the types and units of a report."""
    catalogue, _ = load_catalogue(settings.departments_file, department_secrets())
    units = {unit.code: unit.name.partition("（")[0] for unit in catalogue.departments}
    return {**NAMES, **units}


def make_room(folder: Path) -> None:
    """Make the folder for pictures before anything is measured for them. Raises BadFile."""
    from bot.adapters.pictures import a_folder

    a_folder(folder)


def draw(report: Report, folder: Path, names: Mapping[str, str]) -> None:
    """Reliability and confusion of each model as PNG, in a folder of its own where there are two.

    Raises BadFile where the folder cannot be written.
    """
    from bot.adapters.pictures import draw_all

    for number, one in enumerate(report.models, 1):
        into = folder / f"{number}" if len(report.models) > 1 else folder
        draw_all(one.sections, into, names)


@dataclass(frozen=True)
class _Bench:
    """Where models are measured with the same messages."""

    settings: Settings
    material: Material
    progress: Progress

    async def current(self) -> Report:
        path = await models.some_model(self.settings)
        letters = await models.imported(self.settings)
        measured = await self._measured("当前模型", path)
        return Report([measured], self._remarks(letters))

    async def compared(self, letters: Sequence[Letter]) -> Report:
        """Neither the current model nor the imported letters are touched."""
        lessons = [one for letter in letters if (one := models.as_lesson(letter, self._catalogue))]
        found = []
        with tempfile.TemporaryDirectory(prefix="huiying-evaluate-") as name:
            taught = Path(name) / models.LETTERS
            taught.write_text("".join(f"{json.dumps(one)}\n" for one in lessons), "utf-8")
            for title, lines in (("自带例句", None), ("加来信档案", taught)):
                path, training = await self._trained(title, lines, Path(name))
                measured = await self._measured(title, path)
                found.append(replace(measured, sections=[*measured.sections, training]))
        return Report(found, self._remarks(letters))

    def _remarks(self, learned: Sequence[Letter]) -> Sequence[str]:
        known = overlap.digests(letter.content for letter in learned)
        samples = [*self.material.letters, *self.material.short]
        warned = overlap.warning(samples, known)
        few = too_few(self.material)
        return [*self.material.remarks, *few, *([warned] if warned else [])]

    async def _trained(
        self, title: str, letters: Path | None, folder: Path
    ) -> tuple[Path, Section]:
        from bot.adapters.rasa.sources import Sources
        from bot.adapters.rasa.training import train

        task = self.progress.add_task(f"训练 {title}", total=None)
        began = time.process_time()
        sources = Sources.in_folder(models.ROOT, letters)
        trained = await asyncio.to_thread(train, sources, folder / "models")
        row = ("训练", round(time.process_time() - began, 1))
        self.progress.remove_task(task)
        return trained.path, Section("training", "训练用时", ("范围", "处理器秒"), [row])

    async def _measured(self, title: str, path: Path) -> Measured:
        from bot.adapters.rasa.engine import RasaEngine

        task = self.progress.add_task(f"评测 {title}", total=texts_in(self.material))
        engine = await RasaEngine.load(path)
        shelf = a_shelf(engine.knowledge, self._catalogue, WorkingDays(), engine.habits)
        with _index() as index:
            bench = Bench(engine, shelf, index, lambda: datetime.now(SHANGHAI))
            found = await measure(bench, self.material, lambda: self.progress.advance(task))
        return Measured(title, engine.model, found)

    @cached_property
    def _catalogue(self) -> Catalogue:
        return load_catalogue(self.settings.departments_file, department_secrets())[0]


@contextmanager
def _index() -> Iterator[Index]:
    """Makes letters findable as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="huiying-evaluate-") as name:

        def index(letters: Pairs, told: Pairs) -> SimilarLetters:
            build(Path(name) / "index", letters, told)
            return SimilarLetters(Path(name) / "index")

        yield index
