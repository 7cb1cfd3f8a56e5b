"""Does anybody notice that a model is trained, goes live and is taken back?"""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from benchmarks.driver import Answer, Door, Lines, Run, at_rate
from benchmarks.houses import huiying
from benchmarks.kinds import Kind, Said
from benchmarks.plan import percentile
from benchmarks.post import Push
from benchmarks.sections import Goal, Section
from benchmarks.workshop import STORES, Workshop
from bot import models
from bot.adapters.store import Database
from bot.domain.entries import FaqEntry
from bot.domain.releases import ENDED, Release, Trial
from bot.settings import Settings
from bot.wiring.ground import now
from bot.wiring.knowledge import KnowledgeBase, Nobody

GATEWAYS = 2
MESSAGES, IN_TRAINING, PER_SECOND = 1000, 600, 20.0
KINDS = (Kind.FAQ, Kind.STEP, Kind.TICKET)
QUESTION, ANSWER = "皮划艇下水证在哪里办", "到文体广场的服务亭办"
LOOK_S = 0.05
P99_S, LIVE_S, BACK_S = 1.0, 1.0, 10.0

METHOD = f"""\
{GATEWAYS} gateways and a worker over an empty database that holds the knowledge base. An editor
adds a known question with five ways to ask; the worker trains and tests it in a process of its own;
it is published, each gateway is asked for it without a pause until its answer comes; then it is
rolled back, and each is asked until the answer no longer does. {MESSAGES} messages are written
meanwhile, {PER_SECOND:g} a second, {IN_TRAINING} from the beginning of the training on and the rest
from the publication on: a question, the beginning of a form, a complete complaint in turn, from
citizens who never wrote before. "until live" and "until back" are from the call that publishes or
rolls back, itself included, to the slowest gateway. Nobody announces it over Redis: gateways find
out by looking, which is the slower way."""
EACH_METHOD = """\
The same release and the same roll-back, each gateway by itself: from the beginning of the call that
publishes ("publishing s" is how long it took) or rolls back until this gateway's own answer is the
new one, or the old one again."""
COLUMNS = (
    *("store", "messages", "right at once", "others", "p50 ms", "p99 ms", "trial s"),
    *("until live s", "until back s"),
)

EACH = ("store", "gateway", "publishing s", "until live s", "rolling back s", "until back s")


class Asked(Said):
    """The new question."""

    NEW = ("the new question", (QUESTION,), lambda words: ANSWER in words)


async def measure(workshop: Workshop) -> list[Section]:
    """On both stores."""
    rows: list[Sequence[object]] = []
    each: list[Sequence[object]] = []
    goals: list[Goal] = []
    for kind in STORES:
        workshop.say(f"a release, {kind}")
        answered, trial_s, live, back = await _release(workshop, kind)
        rows.append((kind, *answered, trial_s, live.slowest_s, back.slowest_s))
        each += [(kind, *row) for row in _by_gateway(live, back)]
        written, right, _, _, p99 = answered
        goals += [
            Goal(f"replies while a model is exchanged, {kind}", right, written, "", True),
            Goal(f"p99 while a model is exchanged, {kind}", p99 / 1000, P99_S, "s"),
            Goal(f"until a release is live, {kind}", live.slowest_s, LIVE_S, "s"),
            Goal(f"until it is taken back, {kind}", back.slowest_s, BACK_S, "s"),
        ]
    return [
        Section("A model is trained and exchanged", COLUMNS, rows, METHOD, goals),
        Section("Each gateway goes over, and back", EACH, each, EACH_METHOD),
    ]


@dataclass(frozen=True)
class Swap:
    """How long the call took, and from its beginning until each gateway said what it shall."""

    call_s: float
    gateways_s: Sequence[float]

    @property
    def slowest_s(self) -> float:
        """Of the last gateway."""
        return max(self.gateways_s)


def _by_gateway(live: Swap, back: Swap) -> Iterator[Sequence[object]]:
    both = zip(live.gateways_s, back.gateways_s, strict=True)
    for number, (live_s, back_s) in enumerate(both, 1):
        yield number, live.call_s, live_s, back.call_s, back_s


async def _release(workshop: Workshop, kind: str) -> tuple[tuple[float, ...], float, Swap, Swap]:
    async with (
        workshop.a_store(kind) as url,
        an_office(workshop, url) as office,
        huiying(workshop.site, f"release {kind}", url, GATEWAYS) as house,
    ):
        training = asyncio.create_task(_written(workshop, house.doors, IN_TRAINING))
        trial, trial_s = await _tried(office)
        exchange = asyncio.create_task(_written(workshop, house.doors, MESSAGES - IN_TRAINING))
        going_live = office.publishing.publish(trial.id or 0, "other")
        live = await _until(going_live, house.doors, workshop, answered=True)
        going_back = office.publishing.roll_back("other")
        back = await _until(going_back, house.doors, workshop, answered=False)
        answers = [*(await training).answers, *(await exchange).answers]
        return _answered(workshop, answers), trial_s, live, back


async def _written(workshop: Workshop, doors: Sequence[Door], many: int) -> Run:
    """So many messages, at a steady rate."""
    told = [workshop.site.office.push(KINDS[at % len(KINDS)]) for at in range(many)]
    return await at_rate(doors, told, PER_SECOND)


@asynccontextmanager
async def an_office(workshop: Workshop, url: str) -> AsyncIterator[KnowledgeBase]:
    """The knowledge base of this installation, live with the model of the benchmark."""
    settings = Settings(demo=True, data_dir=workshop.site.folder)
    database = Database(url)
    try:
        await database.upgrade()
        office = KnowledgeBase(database, settings, now, Nobody())
        revision = await office.library.seed(models.installed(settings))
        version = workshop.site.model.name.removesuffix(".tar.gz")
        await office.shelving.keep(version)
        release = Release(revision.id or 0, version, "huiying", now())
        await office.library.releases.publish(release, None)
        yield office
    finally:
        await database.close()


async def _tried(office: KnowledgeBase) -> tuple[Trial, float]:
    """The trial of one question more, as it ended, and how long it took."""
    day = now().date()
    entry = FaqEntry(
        key="kayak_permit",
        question=QUESTION,
        answer=f"{ANSWER}，带身份证，当场发证。",
        source="文化广电和旅游局",
        owner="culture_tourism",
        updated=day.isoformat(),
        valid_until=(day + timedelta(days=300)).isoformat(),
        ways=("皮划艇下水证怎么办", "划皮划艇要办什么证", "我想玩皮划艇，下水证上哪儿办",
              "皮划艇的证件在哪个窗口办理", "办皮划艇下水证要钱吗"),
        path="nlu/faq/sport.yml",
    )  # fmt: skip
    began = time.perf_counter()
    await office.drafts.put_entry(entry, "editor", None)
    asked = await office.trials.propose("editor")
    trials = office.library.releases
    while (trial := await trials.trial(asked.id or 0)).state not in ENDED:  # noqa: ASYNC110 (another process)
        await asyncio.sleep(LOOK_S)
    if trial.against:
        raise RuntimeError(f"the trial did not pass: {trial.against[0]}")
    return trial, round(time.perf_counter() - began, 1)


async def _until(
    release: Coroutine[Any, Any, Release],
    doors: Sequence[Door],
    workshop: Workshop,
    answered: bool,
) -> Swap:
    """From a release until each gateway answers the new question, or does not any more."""
    began = time.perf_counter()
    await release
    call_s = round(time.perf_counter() - began, 2)
    asked = (_asked_until(door, workshop, answered, began) for door in doors)
    return Swap(call_s, await asyncio.gather(*asked))


async def _asked_until(door: Door, workshop: Workshop, answered: bool, began: float) -> float:
    lines = Lines([door])
    while True:
        answer = await lines.post(workshop.site.office.push(Asked.NEW), time.perf_counter())
        if Asked.NEW.is_right(workshop.site.office.opened(answer.body)) is answered:
            lines.close()
            return round(time.perf_counter() - began, 2)


def _answered(workshop: Workshop, answers: Sequence[Answer]) -> tuple[float, ...]:
    """Messages, right replies at once, others, and how long they took."""

    def is_right(answer: Answer) -> bool:
        push: Push = answer.push
        return push.kind.is_right(workshop.site.office.opened(answer.body))

    right = sum(map(is_right, answers))
    took = sorted(answer.seconds * 1000 for answer in answers)
    written = len(answers)
    half, most = (round(percentile(took, percent), 1) for percent in (50, 99))
    return written, right, written - right, half, most
