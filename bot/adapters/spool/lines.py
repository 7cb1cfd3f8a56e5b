"""A call as a line of a file: a checksum, and the call as JSON."""

import json
import zlib
from dataclasses import replace
from datetime import UTC, datetime

from bot.services.ports.spool import Spooled

EVERY_BYTE = "latin-1"
"""Calls are ASCII as a rule, and any other byte is a character, too."""


def written(call: Spooled) -> bytes:
    """The call as a line, its end included."""
    record = {
        "at": call.at.isoformat(),
        "told": call.told,
        "aside": call.aside,
        "raw": call.raw.decode(EVERY_BYTE),
    }
    body = json.dumps(record, ensure_ascii=False).encode()
    return b"%08x %s\n" % (zlib.crc32(body), body)


def read(name: str, data: bytes) -> list[Spooled]:
    """The calls of the file of this name; `place` says where in it.

    A last line without an end was never acknowledged and is left out. A damaged line is given as it
    is: whoever reopens it will refuse it.
    """
    lines = data.split(b"\n")[:-1]
    return [replace(_call(line), place=f"{name}:{number}") for number, line in enumerate(lines)]


def file_of(call: Spooled) -> str:
    """The name of the file that `read` found this call in."""
    return call.place.partition(":")[0]


def _call(line: bytes) -> Spooled:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(body):
        return Spooled(line, datetime.now(UTC), "")
    record = json.loads(body)
    at = datetime.fromisoformat(record["at"])
    return Spooled(record["raw"].encode(EVERY_BYTE), at, record["told"], record["aside"])
