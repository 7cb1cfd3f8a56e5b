"""What nobody could read is kept for a human, but not without end."""

import stat
from pathlib import Path

from bot.adapters.wechat.shelf import Shelf


async def test_a_body_is_kept_as_it_came(tmp_path: Path):
    path = await Shelf(tmp_path / "refused").put(b"<xml>\xff")

    assert path.read_bytes() == b"<xml>\xff"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_the_same_body_is_kept_once(tmp_path: Path):
    shelf = Shelf(tmp_path)

    first, second = await shelf.put(b"same"), await shelf.put(b"same")

    assert first == second
    assert kept(tmp_path) == [first]


async def test_the_oldest_makes_room(tmp_path: Path):
    shelf = Shelf(tmp_path, kept=3)

    paths = [await shelf.put(bytes([number])) for number in range(5)]

    assert kept(tmp_path) == sorted(paths[2:])


def kept(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())
