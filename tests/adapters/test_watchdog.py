"""A process that hangs inside itself is ended from without."""

import subprocess
import sys

ONE_THAT_HANGS = """
import asyncio, re, sys
from bot.adapters.watchdog import watched

async def live():
    async with watched(standstill_s=1.5):
        await asyncio.sleep(0)
        secret = "a" * 60 + "!"
        re.match(r"(a+)+$", secret)

asyncio.run(live())
"""
ONE_THAT_WORKS = """
import asyncio
from bot.adapters.watchdog import watched

async def live():
    async with watched(standstill_s=2):
        await asyncio.sleep(0)
    import time; time.sleep(2.5)
    print("lived")

asyncio.run(live())
"""


def test_a_regular_expression_without_end_ends_the_process():
    """It says where it stood, and nothing of what it was given."""
    ended = subprocess.run(
        [sys.executable, "-c", ONE_THAT_HANGS], capture_output=True, text=True, timeout=300
    )

    assert ended.returncode == 1
    assert "in live" in ended.stderr
    assert "aaa" not in ended.stderr


def test_whoever_is_done_is_left_alone():
    """After the block nobody watches any more."""
    ended = subprocess.run(
        [sys.executable, "-c", ONE_THAT_WORKS], capture_output=True, text=True, timeout=300
    )

    assert (ended.returncode, ended.stdout) == (0, "lived\n")
