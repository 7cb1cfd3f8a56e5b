"""What nobody could read is kept for a human, but not without end."""

import asyncio
import stat
from pathlib import Path

import pytest

from bot.adapters.wechat.set_aside import SetAside
from tests.full_disk import no_file_grows_beyond


async def test_a_body_is_kept_as_it_came(tmp_path: Path):
    path = await SetAside(tmp_path / "refused").put(b"<xml>\xff")

    assert path.read_bytes() == b"<xml>\xff"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_the_same_body_is_kept_once(tmp_path: Path):
    aside = SetAside(tmp_path)

    first, second = await aside.put(b"same"), await aside.put(b"same")

    assert first == second
    assert kept(tmp_path) == [first]


async def test_the_oldest_makes_room(tmp_path: Path):
    aside = SetAside(tmp_path, kept=3)

    paths = [await aside.put(bytes([number])) for number in range(5)]

    assert kept(tmp_path) == sorted(paths[2:])


async def test_what_a_full_disk_refused_is_not_taken_for_kept_when_it_comes_again(tmp_path: Path):
    """WeChat brings it once more, and by then there is room."""
    aside = SetAside(tmp_path)
    with no_file_grows_beyond(4), pytest.raises(OSError, match="too large"):
        await aside.put(b"a whole body")
    assert kept(tmp_path) == []

    path = await aside.put(b"a whole body")

    assert path.read_bytes() == b"a whole body"


def kept(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


async def test_many_bodies_at_once_fell_over_each_others_clearing(tmp_path: Path):
    """One thread cleared away what another was just looking at, and the call became a 500."""
    shelves = [SetAside(tmp_path, kept=3) for _ in range(2)]  # two gateways over one folder

    bodies = [f"body {number}".encode() for number in range(400)]
    await asyncio.gather(*(shelves[n % 2].put(body) for n, body in enumerate(bodies)))

    assert len(kept(tmp_path)) <= 6
