"""Logs: a constant sentence and the values beside it, without personal data and secrets.

Our own lines hold nothing else by the rules of the house. What a library says is cut down to its
sentence without the values, and an error to its kind and its way through the code: both may hold a
citizen's words, and no pattern finds a name. As the last guard everything that is written is
searched for personal data and for the secrets of this installation.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterable, Mapping, MutableMapping
from types import TracebackType
from typing import Any

import structlog

from bot.domain.errors import HuiyingError
from bot.domain.personal_data import redact

NOISY = ("rasa", "matplotlib", "sanic", "apscheduler", "asyncio", "aiosqlite", "alembic")
"""Libraries whose everyday remarks help nobody here."""
STRANGERS = "aiohttp.server"
"""Writes a trace, with the caller's own bytes, for everything that is no HTTP. Our own errors are
told by bot.web.errors."""
OURS = ("bot", "actions", "nlu", "__main__")
"""Who keeps the rules of the house."""
SAFE = frozenset({"event", "level", "logger", "timestamp", "error", "way"})
"""What is kept of a library's line."""
SENTENCE = re.compile(r"[ -~]{0,200}")
"""What is kept of a library's sentence: libraries speak English, citizens do not."""
FRAMES = 12
HIDDEN = "〔密〕"
SHORTEST = 6
"""A secret of fewer characters would be found in harmless words."""

_secrets: set[str] = set()


def set_up(level: int = logging.INFO) -> None:
    """One line an event on standard error, for our own log calls and for every library's."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso"),
        without_strangers_words,
        without_personal_data,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger(STRANGERS).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    sys.excepthook = _tell_how_we_died


def hide(secrets: Iterable[str]) -> None:
    """From now on none of these is written, whoever says it."""
    _secrets.update(secret for secret in secrets if len(secret) >= SHORTEST)


def without_strangers_words(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """An error becomes its kind and its way; of a library's line only the sentence stays."""
    record = event.get("_record")
    error = event.pop("exc_info", None) or (record.exc_info if record else None)
    if error and (told := _told(error)):
        event.update(told)
    if record is not None:
        # the formatter would write them out under the line
        record.exc_info = record.exc_text = record.stack_info = None
    if str(event.get("logger", "")).partition(".")[0] in OURS:
        return event
    said = record.msg if record is not None else event.get("event")
    sentence = SENTENCE.match(str(said).lstrip())
    kept = {name: value for name, value in event.items() if name in SAFE or name[0] == "_"}
    event.clear()
    event.update(kept, event=sentence[0] if sentence else "")
    return event


def without_personal_data(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """The last guard: whatever slipped into a value is redacted before it is written."""
    for name, value in event.items():
        if name not in ("timestamp", "level", "logger") and name[0] != "_":
            event[name] = _clean(value)
    return event


def _clean(value: Any) -> Any:
    match value:
        case None | bool() | float():
            return value
        case str():
            return _clean_text(value)
        case int():
            cleaned = _clean_text(str(value))
            return value if cleaned == str(value) else cleaned
        case Mapping():
            return {_clean_text(str(name)): _clean(inner) for name, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_clean(inner) for inner in value]
        case bytes():
            return _clean_text(value.decode(errors="replace"))
        case _:
            return _clean_text(str(value))


def _clean_text(text: str) -> str:
    for secret in _secrets:
        if secret in text:
            text = text.replace(secret, HIDDEN)
    return redact(text)


def _told(error: Any) -> Mapping[str, Any] | None:
    if error is True:
        error = sys.exc_info()
    if isinstance(error, BaseException):
        error = (type(error), error, error.__traceback__)
    kind, _, trace = error
    return {"error": kind.__name__, "way": _way(trace)} if kind else None


def _way(trace: TracebackType | None) -> list[str]:
    """Modules and lines from the outermost call to the one that failed."""
    frames = [
        f"{frame.f_globals.get('__name__')}:{line}" for frame, line in traceback.walk_tb(trace)
    ]
    return frames[-FRAMES:]


def _tell_how_we_died(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """A trace for whoever mends it; its last line, and those of its causes, pass the guard."""
    if isinstance(error, HuiyingError):  # our own words hold nobody's
        sys.stderr.write(_clean_text(f"{kind.__name__}: {error}\n"))
        return
    sys.stderr.write(_clean_text("".join(traceback.format_exception(kind, error, trace))))
