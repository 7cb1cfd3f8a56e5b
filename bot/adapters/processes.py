"""Processes that we start: they end when they are asked to, and when we die."""

import asyncio
import os
import sys
from pathlib import Path

LEASH = Path(__file__).with_name("leash.py")
GRACE_S = 10.0
"""So long a process may take to finish what it is doing before it is killed."""


def tied(*program: str) -> list[str]:
    """The command that runs `program` until it ends or we die, however we die (on Linux)."""
    return [sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), *program]


async def end(process: asyncio.subprocess.Process) -> None:
    """Ask the process to end and wait for it; kill it when its time is over."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(GRACE_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
