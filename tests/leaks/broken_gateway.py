"""A gateway whose dialogue breaks in every way at once, and complains with the citizen's words."""

import asyncio
import logging
import warnings

from bot import __main__
from bot.adapters.rasa.engine import RasaEngine

theirs = logging.getLogger("somelibrary.parser")


async def _break(self: RasaEngine, heard: object, *_: object) -> object:
    words = getattr(heard, "text", "")
    theirs.error("cannot parse %s", words, extra={"text": words})
    theirs.debug("parsing %s", words)
    warnings.warn(f"{words} is strange", stacklevel=1)
    asyncio.get_running_loop().create_task(_die(words))
    raise ValueError(f"no rule for {words}")


async def _die(words: str) -> None:
    raise RuntimeError(words)


if __name__ == "__main__":
    RasaEngine.respond = _break  # type: ignore[assignment]
    __main__.main()
