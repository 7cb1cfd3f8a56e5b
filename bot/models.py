"""Models: which one is current, and how the next one is trained."""

import asyncio
import gc
import json
import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.adapters import similar
from bot.adapters.catalogue import load_catalogue
from bot.adapters.knowledge.dispatching import CATALOGUE
from bot.adapters.knowledge.folder import as_folder, read_folder
from bot.adapters.knowledge.shelving import Shelving
from bot.adapters.rasa.sources import Sources, Trained, fingerprint, trained_before
from bot.adapters.releases import CHOSEN, choose, keep_release, release_of
from bot.adapters.store import SqlCorrections, SqlLetters
from bot.domain.corrections import Correction, Verdict
from bot.domain.dispatch import Catalogue
from bot.domain.errors import BadSetting, NotFound, StoreAway, without_words
from bot.domain.habits import unit_called
from bot.domain.letters import Letter
from bot.services.archive import in_short, words_of
from bot.services.corrections import last_word
from bot.services.drift import measure
from bot.services.knowledge.installing import Installing
from bot.settings import Settings
from bot.settings.environment import department_secrets
from bot.wiring.ground import a_database, now
from bot.wiring.knowledge import KnowledgeBase, Nobody

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[1]
LETTERS = "letters.jsonl"
INDEX = "letters.index"
_WAYS = re.compile(rb"^ +deliver:.*\n(?: +(?:kind|url|secret):.*\n)*", re.MULTILINE)
_LAYOUT = re.compile(rb"[\s\"']+|null")


def current_model(settings: Settings) -> Path:
    """The model that `train` chose last. Raises BadSetting if there is none."""
    chosen = settings.data_dir / "models" / CHOSEN
    if not chosen.is_file():
        raise BadSetting("还没有模型。请先运行：huiying train")
    return settings.data_dir / "models" / f"{chosen.read_text().strip()}.tar.gz"


async def train(settings: Settings, say: Callable[[str], None]) -> Trained:
    """Train from the knowledge files and the imported letters, and make it the current model.

    Raises BadInput; the model that was current stays then.
    """
    try:
        return await _trained(settings, say)
    except OSError as error:
        raise BadSetting(
            f"HUIYING_DATA_DIR：{settings.data_dir} 写不进去（{error.strerror}）。"
            "请清理磁盘或换一个目录后重新训练；原来的模型没有动。"
        ) from None
    except StoreAway as away:
        raise StoreAway(f"{away}原来的模型没有动。") from away


async def train_or_keep(settings: Settings, say: Callable[[str], None]) -> Trained | None:
    """As `train`; but while the database is away the model that is current stays: None then.

    Raises StoreAway if there is no such model.
    """
    try:
        return await train(settings, say)
    except StoreAway as error:
        if not (settings.data_dir / "models" / CHOSEN).is_file():
            raise
        log.warning("the database is away: the current model stays", extra=without_words(error))
        return None


async def _trained(settings: Settings, say: Callable[[str], None]) -> Trained:
    letters, files = await lessons(settings), installed(settings)
    async with a_database(settings) as database:
        base = KnowledgeBase(database, settings, now, Nobody())
        installing = Installing(base.shipped)
        revision, as_installed = await installing.revision(files)
        if as_installed:
            trained = await _made(Sources.in_folder(ROOT, letters), base.shelving, say)
        else:
            say("知识库已在工作台里维护：新版本带来的内容放进草稿，发布以后才生效")
            with as_folder(await base.library.files(revision)) as root:
                trained = await _made(Sources.in_folder(root, letters), base.shelving, say)
        await base.shelving.keep(trained.version)
        await installing.release(revision, trained.version)
    choose(settings.data_dir / "models", trained.version)
    return trained


def installed(settings: Settings) -> dict[str, bytes]:
    """The knowledge base that this installation brings, with the operator's units and topics."""
    files = read_folder(ROOT)
    own = settings.departments_file
    if own.is_file() and _without_ways(own.read_bytes()) != _without_ways(
        files.get(CATALOGUE, b"")
    ):
        files[CATALOGUE] = own.read_bytes()
    return files


def _without_ways(catalogue: bytes) -> bytes:
    """What it says of units and topics: how units are told is each machine's own business."""
    return _LAYOUT.sub(b"", _WAYS.sub(b"", catalogue))


async def _made(sources: Sources, shelving: Shelving, say: Callable[[str], None]) -> Trained:
    with _uncollected():
        if known := trained_before(sources, shelving.folder) or await _fetched(sources, shelving):
            trained = known
        else:
            # Rasa takes seconds to import
            from bot.adapters.rasa.training import train

            trained = await asyncio.to_thread(train, sources, shelving.folder, say)
        await keep_reference(trained.path)
    return trained


async def keep_reference(model: Path) -> None:
    """Let a new model read an ordinary week, once."""
    if release_of(model):
        return
    # Rasa takes seconds to import
    from bot.adapters.rasa.engine import RasaEngine

    counts = await measure(await RasaEngine.load(model))
    await asyncio.to_thread(keep_release, model, counts)


async def _fetched(sources: Sources, shelving: Shelving) -> Trained | None:
    """The same content as another machine trained it."""
    version = fingerprint(sources)
    try:
        return Trained(await shelving.path(version), version, fresh=False)
    except NotFound:
        return None


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nearly all that training makes lives until it is done: looking for garbage took a sixth."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


async def lessons(settings: Settings) -> Path | None:
    """Imported letters and accepted corrections, as the file that training reads.

    The letters become findable by their likeness, too.
    """
    letters = await imported(settings)
    async with a_database(settings) as database:
        corrected = last_word(await SqlCorrections(database).of(Verdict.ACCEPTED))
    if letters:
        words = [(letter.id, words_of(letter)) for letter in letters]
        folder, told = settings.data_dir / INDEX, in_short(letters)
        await asyncio.to_thread(similar.build, folder, words, told)
    catalogue, _ = load_catalogue(settings.departments_file, department_secrets())
    learned = [lesson for letter in letters if (lesson := as_lesson(letter, catalogue))]
    learned += map(as_example, corrected)
    if not learned:
        return None
    path = settings.data_dir / LETTERS
    _write_whole(path, "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in learned))
    return path


async def imported(settings: Settings) -> list[Letter]:
    """The letters that were imported, without personal data."""
    async with a_database(settings) as database:
        return await SqlLetters(database).all()


def as_example(correction: Correction) -> dict[str, Any]:
    """What a model may learn from a correction that somebody accepted."""
    return {"text": correction.text, "intent": correction.wanted.value, "reviewed": True}


def as_lesson(letter: Letter, catalogue: Catalogue) -> dict[str, Any] | None:
    """What a model may learn from a letter; None when the archive says neither type nor unit.

    Anything may go to the coordinating centre, so that it teaches nothing about units.
    """
    names = (letter.bureau, letter.department)
    units = (unit_called(name, catalogue) for name in names if name)
    unit = next((code for code in units if code and code != catalogue.coordinating_centre), None)
    told = {"intent": letter.type and letter.type.value, "department": unit}
    known = {name: value for name, value in told.items() if value}
    return {"text": letter.content, **known} if known else None


def _write_whole(path: Path, text: str) -> None:
    """The file as it shall be, or as it was."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


async def some_model(settings: Settings) -> Path:
    """The current model; on a fresh machine the first one is trained."""
    if not (settings.data_dir / "models" / CHOSEN).is_file():
        await train(settings, log.info)
    return current_model(settings)
