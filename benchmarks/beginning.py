"""From `make run` on a prepared machine to the first answer, and how long training takes."""

import asyncio
import json
import os
import secrets
import time
from pathlib import Path

from benchmarks import processor
from benchmarks.driver import Door, Lines
from benchmarks.kinds import Kind
from benchmarks.ports import held_pair
from benchmarks.post import PostOffice
from benchmarks.sections import Goal, Section
from benchmarks.workshop import Workshop
from bot.adapters.processes import end, tied
from bot.demo.places import HOST, ROOT

LIMIT_S, LOOK_S = 120.0, 0.1
PROMISED_RUN_S, PROMISED_TRAINING_S = 20.0, 10.0
AS_MAKE_RUN = 'tools/setup && exec .venv/bin/huiying run --port "$0" --data-dir "$1"'

METHOD = """\
"make run" is what its recipe runs (the check of the environment, then huiying run with the
simulator, a worker and a gateway), in a data folder of its own, until a message of a citizen who
never wrote before is answered rightly over HTTP; the second time the folder holds the model and the
database. "training" is `huiying train` in an empty folder, the start of its process included.
"processor s" is what all their processes together took."""
COLUMNS = ("what", "seconds", "processor s")


async def measure(workshop: Workshop) -> list[Section]:
    """Twice from the beginning to the first answer; the training was measured at the start."""
    folder = workshop.site.folder / f"run-{secrets.token_hex(4)}"
    first = await _first_answer(workshop, folder, "an empty folder")
    second = await _first_answer(workshop, folder, "the folder of the day before")
    training = round(workshop.site.training_s, 1)
    rows = [
        ("make run to the first answer, new data folder", *first),
        ("make run to the first answer, the second time", *second),
        ("training", training, round(workshop.site.training_processor_s, 1)),
    ]
    goals = [
        Goal("make run to the first answer", first[0], PROMISED_RUN_S, "s"),
        Goal("training", training, PROMISED_TRAINING_S, "s"),
    ]
    return [Section("Beginning", COLUMNS, rows, METHOD, goals)]


async def _first_answer(workshop: Workshop, folder: Path, what: str) -> tuple[float, float]:
    """Seconds, and processor seconds."""
    workshop.say(f"make run in {what}")
    port = held_pair()
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *tied("/bin/sh", "-c", AS_MAKE_RUN, str(port), str(folder)),
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("HUIYING_")},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(LIMIT_S):
            await _answered((HOST, port), folder)
        seconds = time.perf_counter() - began
        return round(seconds, 1), round(processor.seconds([process.pid]), 1)
    finally:
        await end(process)


async def _answered(door: Door, folder: Path) -> None:
    """Return when a citizen's question is answered: asked anew until somebody is there."""
    lines, told = Lines([door]), folder / "demo-secrets.json"
    while True:
        if told.is_file():
            known = json.loads(told.read_text() or "{}")
            office = PostOffice(known["app_id"], known["token"], known["aes_key"])
            answer = await lines.post(office.push(Kind.FAQ), time.perf_counter())
            if Kind.FAQ.is_right(office.opened(answer.body)):
                return lines.close()
        await asyncio.sleep(LOOK_S)
