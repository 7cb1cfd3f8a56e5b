"""What is written down, and what is not."""

import json
import subprocess
import sys
from typing import Any

BEGIN = """
import asyncio, logging, warnings
import structlog
from bot import logs
logs.set_up(logging.DEBUG)
logs.hide(["a-password-of-ours", "ab"])
ours = logging.getLogger("bot.anything")
theirs = logging.getLogger("somelibrary.client")
words = "王芳住在人民路23号，电话13800138000"
"""


def written(code: str) -> list[dict[str, Any]]:
    """The lines that a process writes that does this."""
    run = _run(code)
    assert run.returncode == 0, run.stderr
    assert "王芳" not in run.stderr
    assert "人民路" not in run.stderr
    return [json.loads(line) for line in run.stderr.splitlines()]


def _run(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BEGIN + code]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def test_a_stranger_filled_the_log_with_bytes_of_their_own():
    """What is no HTTP leaves no line; our own lines stay, redacted."""
    lines = written(
        'logging.getLogger("aiohttp.server").error("Error handling request: %s", words)\n'
        'ours.warning("said", extra={"value": "打 13800138000"})'
    )

    assert [line["event"] for line in lines] == ["said"]
    assert lines[0]["value"] == "打 〔手机号〕"


def test_personal_data_deep_inside_a_value_is_redacted_too():
    """Lists, mappings, bytes, whole numbers, and what only has a text."""
    (line,) = written(
        'ours.warning("said", extra={"deep": {"a": ["13800138000", {"b": b"13800138000"}]}, '
        '"number": 13800138000, "row": 4711, "thing": ValueError("13800138000"), "ok": True})'
    )

    assert line["deep"] == {"a": ["〔手机号〕", {"b": "〔手机号〕"}]}
    assert (line["number"], line["row"], line["ok"]) == ("〔手机号〕", 4711, True)
    assert line["thing"] == "〔手机号〕"


def test_a_library_said_what_a_citizen_wrote():
    """Its sentence stays, its values go: no pattern finds a name."""
    (line,) = written('theirs.error("cannot parse %s at %d", words, 7)')

    assert line["event"] == "cannot parse %s at %d"
    assert line["logger"] == "somelibrary.client"


def test_an_errors_own_words_are_no_part_of_a_trace():
    """Kind and way are enough to find the place."""
    (line,) = written(
        "try:\n    raise ValueError(words)\n"
        'except ValueError:\n    theirs.exception("it broke", extra={"body": words})'
    )

    assert (line["event"], line["error"]) == ("it broke", "ValueError")
    assert line["way"] == ["__main__:11"]
    assert "body" not in line


def test_a_task_that_nobody_awaited_died_with_a_citizens_words():
    """asyncio writes the error's own words into its sentence; only its first line stays."""
    lines = written(
        "async def turn():\n    raise ValueError(words)\n"
        "async def main():\n"
        "    asyncio.get_running_loop().create_task(turn())\n"
        "    await asyncio.sleep(0)\n"
        "asyncio.run(main())\nimport gc; gc.collect()"
    )

    assert [line["event"] for line in lines] == ["Task exception was never retrieved"]


def test_structured_lines_of_a_library_keep_their_sentence_alone():
    """Rasa logs what it heard beside it."""
    (line,) = written('structlog.get_logger("rasa.core").error("processor.heard", text=words)')

    assert (line["event"], set(line)) == (
        "processor.heard",
        {"event", "level", "logger", "timestamp"},
    )


def test_a_warning_with_a_citizens_words_is_no_exception():
    """Python would print it past the log."""
    (line,) = written("warnings.warn(words)")

    assert line["logger"] == "py.warnings"
    assert line["event"].endswith("UserWarning: ")


def test_secrets_of_the_installation_are_written_nowhere():
    """Neither in a value nor in a sentence; what is too short to be one stays readable."""
    lines = written(
        'ours.warning("said", extra={"url": "redis://:a-password-of-ours@host", "word": "ab"})\n'
        'theirs.warning("connecting to redis://:a-password-of-ours@host")'
    )

    assert lines[0]["url"] == "redis://:〔密〕@host"
    assert lines[0]["word"] == "ab"
    assert lines[1]["event"] == "connecting to redis://:〔密〕@host"


def test_a_trace_that_ends_the_process_passes_the_guard():
    """The last words of a process go past the log."""
    run = _run('raise OSError("redis://:a-password-of-ours@host 13800138000")')

    assert run.returncode == 1
    assert "OSError: redis://:〔密〕@host 〔手机号〕" in run.stderr
    assert "a-password-of-ours@" not in run.stderr
