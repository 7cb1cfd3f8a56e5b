"""Runs a part of the product so that it can be made to suffer, without a word of it in the product.

`python -m tests.faults.launched <fate file> <command> …` becomes `huiying <command> …`, and

- dies at a named moment, once the fate file names one and SIGUSR2 says that it is to be read;
- has a clock that is `"clock_s"` seconds off, if the fate file says so when it starts;
- has a dialogue that hangs for as long as the file `"hang_while"` exists.
"""

import asyncio
import functools
import json
import os
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine

from tests.faults.moments import Doom, watch

LOOK_S = 0.05


def main() -> None:
    """Take up our fate, then be the part."""
    file, *command = sys.argv[1:]
    fate, doom = json.loads(Path(file).read_text()), Doom()
    signal.signal(signal.SIGUSR2, lambda *_: _learn(Path(file), doom))
    if seconds := fate.get("clock_s"):
        there = datetime.now().astimezone() + timedelta(seconds=seconds)
        time_machine.travel(there, tick=True).start()
    watch(doom)
    if hang_while := fate.get("hang_while"):
        _let_the_dialogue_hang(Path(hang_while))
    Path(f"{file}.ready").touch()
    sys.argv = ["huiying", *command]
    from bot.__main__ import main as huiying

    huiying()


def _learn(file: Path, doom: Doom) -> None:
    fate = json.loads(file.read_text())
    doom.moment, doom.left = fate["moment"], fate["times"]


def _let_the_dialogue_hang(sign: Path) -> None:
    from bot.adapters.rasa.engine import RasaEngine

    answered = RasaEngine.respond

    @functools.wraps(answered)
    async def respond(*given: Any, **named: Any) -> Any:
        while os.access(sign, os.F_OK):  # noqa: ASYNC110 (another process sets no event)
            await asyncio.sleep(LOOK_S)
        return await answered(*given, **named)

    RasaEngine.respond = respond  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
