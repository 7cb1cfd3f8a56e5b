"""Logs: a constant sentence and the values beside it, without personal data."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.domain.personal_data import redact

NOISY = ("rasa", "matplotlib", "sanic", "apscheduler", "asyncio", "aiosqlite", "alembic")
"""Libraries whose everyday remarks help nobody here."""
STRANGERS = "aiohttp.server"
"""Writes a trace, with the caller's own bytes, for everything that is no HTTP. Our own errors are
told by bot.web.errors."""


def set_up(level: int = logging.INFO) -> None:
    """One line an event on standard error, for our own log calls and for every library's."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
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
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger(STRANGERS).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def without_personal_data(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """The last guard: whatever slipped into a value is redacted before it is written."""
    for name, value in event.items():
        if isinstance(value, str) and name not in ("timestamp", "level", "logger"):
            event[name] = redact(value)
    return event
