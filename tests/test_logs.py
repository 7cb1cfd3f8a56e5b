"""What is written down, and what is not."""

import subprocess
import sys

WRITES = """
import logging
from bot import logs
logs.set_up()
logging.getLogger("aiohttp.server").error("Error handling request: %s", "a stranger's bytes")
logging.getLogger("bot.anything").warning("said", extra={"value": "打 13800138000"})
"""


def test_a_stranger_filled_the_log_with_bytes_of_their_own():
    """What is no HTTP leaves no line; our own lines stay, redacted."""
    run = subprocess.run(
        [sys.executable, "-c", WRITES], capture_output=True, text=True, check=True, timeout=60
    )

    assert "stranger" not in run.stderr
    assert '"value": "打 〔手机号〕"' in run.stderr
