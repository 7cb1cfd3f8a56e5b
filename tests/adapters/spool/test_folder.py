"""A spool on a real disk: what survives, what is refused, whose it is."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.spool import open_spool
from bot.domain.errors import BadSetting, SpoolRefused
from bot.services.ports.spool import Spooled
from tests.builders import NOW
from tests.full_disk import no_file_grows_beyond

MB = 1 << 20

ONE_WHO_IS_KILLED = """
import asyncio, sys
from pathlib import Path
from bot.adapters.spool import FolderSpool
from bot.services.ports.spool import Spooled
from tests.builders import NOW

async def live():
    spool = FolderSpool(Path(sys.argv[1]), 1 << 30)
    async def write(writer):
        for number in range(100_000):
            name = f"{sys.argv[2]}-{writer}-{number}"
            await spool.put(Spooled(name.encode(), NOW, "x" * 200))
            print(name, flush=True)
    await asyncio.gather(*(write(writer) for writer in range(8)))

asyncio.run(live())
"""


def a_call(words: str = "a") -> Spooled:
    return Spooled(words.encode(), NOW, "稍后答复您")


def segments(base: Path) -> list[Path]:
    return sorted(path for path in base.rglob("*.calls") if path.parent.name != "aside")


async def test_nothing_acknowledged_is_lost_when_its_process_is_killed(tmp_path: Path):
    """At any moment: everything that `put` said yes to is adopted, whole and in order."""
    said: set[str] = set()
    for life in range(3):
        said |= set(_lived_and_killed(tmp_path, life))

    async with open_spool(tmp_path, MB << 4) as heir:
        await heir.adopt()
        kept = []
        while calls := await heir.oldest(100):
            kept += [call.raw.decode() for call in calls]
            await heir.remove(calls)

    assert said
    assert said <= set(kept)


async def test_a_call_is_taken_only_when_the_disk_says_that_it_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Written is not enough: a power cut would take it along."""
    synced: list[int] = []

    def refuse(handle: int) -> None:
        synced.append(handle)
        raise OSError(5, "the disk is gone")

    async with open_spool(tmp_path, MB) as spool:
        await spool.put(a_call("a"))
        with monkeypatch.context() as disk:
            disk.setattr(os, "fsync", refuse)
            with pytest.raises(SpoolRefused):
                await spool.put(a_call("b"))
        await spool.put(a_call("c"))
        seen = []
        while calls := await spool.oldest(10):
            seen += [call.raw for call in calls]
            await spool.remove(calls)

    assert synced
    assert seen == [b"a", b"c"]


async def test_a_torn_last_line_was_never_acknowledged(tmp_path: Path):
    """It is left out; what stands before it stays."""
    async with open_spool(tmp_path, MB) as dead:
        await dead.put(a_call("whole"))
        (file,) = segments(tmp_path)
        with file.open("ab") as torn:
            torn.write(file.read_bytes()[:40])

    async with open_spool(tmp_path, MB) as heir:
        await heir.adopt()

        assert [call.raw for call in await heir.oldest(10)] == [b"whole"]
        assert heir.waiting == 1


async def test_a_damaged_line_is_given_as_it_is_and_does_not_hide_the_next(tmp_path: Path):
    """Whoever reopens it refuses it; one flipped bit must not silently lose a message."""
    async with open_spool(tmp_path, MB) as spool:
        for words in ("one", "two", "three"):
            await spool.put(a_call(words))
        (file,) = segments(tmp_path)
        first, second, third = file.read_bytes().splitlines(keepends=True)
        file.write_bytes(first + second.replace(b'"raw"', b'"rxw"') + third)

        calls = await spool.oldest(10)

    assert [call.raw for call in calls][::2] == [b"one", b"three"]
    assert b'"rxw"' in calls[1].raw


async def test_only_this_user_reads_what_citizens_wrote(tmp_path: Path):
    """Files 0600, folders 0700."""
    base = tmp_path / "spool"
    async with open_spool(base, MB) as spool:
        await spool.put(a_call("a"))
        await spool.put(a_call("b"))
        await spool.set_aside((await spool.oldest(1))[0])
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (base, *base.rglob("*"))}

    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    assert len(modes) == 6


async def test_two_processes_on_one_folder_leave_each_other_alone(tmp_path: Path):
    """Only what a dead one left is taken over, and by one of the living."""
    async with open_spool(tmp_path, MB) as alive, open_spool(tmp_path, MB) as other:
        await alive.put(a_call("mine"))
        taken_from_the_living = await other.adopt()
        async with open_spool(tmp_path, MB) as dead:
            await dead.put(a_call("left"))
        adopted = await asyncio.gather(alive.adopt(), other.adopt())

        assert taken_from_the_living == 0
        assert sorted(adopted) == [0, 1]
        assert alive.waiting + other.waiting == 2


async def test_what_a_dead_process_left_comes_before_what_is_newer(tmp_path: Path):
    """The oldest first, whoever wrote it."""
    async with open_spool(tmp_path, MB) as dead:
        await dead.put(a_call("old"))
    async with open_spool(tmp_path, MB) as heir:
        await heir.put(a_call("new"))
        await heir.adopt()

        (first,) = await heir.oldest(10)
        await heir.remove([first])
        (second,) = await heir.oldest(10)

    assert (first.raw, second.raw) == (b"old", b"new")


async def test_an_empty_spool_leaves_nothing_behind(tmp_path: Path):
    """Thousands of starts do not fill the folder."""
    async with open_spool(tmp_path, MB) as spool:
        await spool.put(a_call())
        await spool.remove(await spool.oldest(10))

    assert sorted(os.listdir(tmp_path)) == []


async def test_beyond_the_cap_a_call_is_refused_and_taken_again_when_there_is_room(tmp_path: Path):
    """Whoever brought it brings it again; the disk is left to the others."""
    async with open_spool(tmp_path, 400) as spool:
        await spool.put(a_call("a"))
        with pytest.raises(SpoolRefused):
            await spool.put(a_call("b" * 400))
        full = not spool.has_room
        await spool.remove(await spool.oldest(10))
        has_room_again = spool.has_room  # before anybody tries: who is full is sent nobody
        await spool.put(a_call("c"))

        assert full
        assert has_room_again
        assert [call.raw for call in await spool.oldest(10)] == [b"c"]


async def test_a_full_disk_refuses_and_keeps_what_it_took_before(tmp_path: Path):
    """What was half written is not there, and the next call is whole again."""
    async with open_spool(tmp_path, MB) as spool:
        await spool.put(a_call("before"))
        with no_file_grows_beyond(300), pytest.raises(SpoolRefused):
            await spool.put(a_call("x" * 1000))
        await spool.put(a_call("after"))

        seen = []
        while calls := await spool.oldest(10):
            seen += [call.raw for call in calls]
            await spool.remove(calls)

    assert seen == [b"before", b"after"]


async def test_a_full_disk_is_not_filled_with_empty_files(tmp_path: Path):
    """Each of them would take a block that a message could have had."""
    async with open_spool(tmp_path, MB) as spool:
        for _ in range(3):
            with no_file_grows_beyond(0), pytest.raises(SpoolRefused):
                await spool.put(a_call())

        assert segments(tmp_path) == []


async def test_what_cannot_be_read_of_the_dead_does_not_keep_the_others_back(tmp_path: Path):
    """A damaged disk may refuse one file of many."""
    unreadable = tmp_path / "dead" / "00000000000000000001-aa.calls"
    unreadable.mkdir(parents=True)
    async with open_spool(tmp_path, MB) as spool:
        await spool.put(a_call("alive"))
        await spool.adopt()

        assert [call.raw for call in await spool.oldest(10)] == [b"alive"]


async def test_a_folder_that_cannot_be_written_is_told_at_the_start(tmp_path: Path):
    """Not in the night when the database goes away."""
    (tmp_path / "spool").write_text("a file stands in the way")

    with pytest.raises(BadSetting, match="HUIYING_DATA_DIR"):
        async with open_spool(tmp_path / "spool", MB):
            pass


def _lived_and_killed(folder: Path, life: int) -> list[str]:
    """What it said that it had kept."""
    command = [sys.executable, "-c", ONE_WHO_IS_KILLED, str(folder), str(life)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(50)]
        os.kill(process.pid, signal.SIGKILL)
        lines += process.stdout.readlines()
    return [line.decode().strip() for line in lines if line.endswith(b"\n")]


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")
