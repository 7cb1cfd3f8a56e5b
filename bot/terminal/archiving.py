"""What the commands do with a city's archive of letters: it is kept, and searched."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import models
from bot.adapters.columns import check_columns
from bot.adapters.letters import read_letters
from bot.adapters.similar import SimilarLetters
from bot.adapters.store import SqlLetters
from bot.domain.errors import BadSetting
from bot.domain.letters import Letter
from bot.services import archive
from bot.settings import Settings
from bot.wiring.ground import a_database


@dataclass(frozen=True)
class Counted:
    """How many letters were read, were new, and are kept now; and remarks on the files."""

    read: int
    new: int
    kept: int
    remarks: Sequence[str]

    @property
    def sentence(self) -> str:
        told = f"读取 {self.read} 封，新增 {self.new} 封，库中共 {self.kept} 封"
        known = self.read - self.new
        return f"{told}；{known} 封的编号库中已有，没有改动" if known else told


async def import_letters(
    settings: Settings,
    files: Sequence[Path],
    columns: Mapping[str, str],
    say: Callable[[str], None],
) -> Counted:
    """Keep the letters of all files, or of none. Raises BadFile and BadSetting."""
    letters: list[Letter] = []
    remarks: list[str] = []
    named: dict[str, None] = {}
    for file in files:
        say(f"读取 {file.name} …")
        found = await asyncio.to_thread(read_letters, file, columns)
        letters += found.letters
        remarks += found.remarks
        named |= dict.fromkeys(found.columns)
    check_columns(columns, files, named)
    async with a_database(settings) as database:
        kept = SqlLetters(database)
        say(f"保存 {len(letters)} 封信 …")
        batch = "、".join(file.name for file in files)
        new = await archive.import_letters(letters, batch, kept)
        return Counted(len(letters), new, await kept.count(), remarks)


async def similar(settings: Settings, text: str) -> list[Letter]:
    """Answered letters of the archive that are most like `text`. Raises BadSetting."""
    if not text.strip():
        raise BadSetting("没有写要找什么。例如：huiying similar 暖气不热")
    try:
        index = SimilarLetters(settings.data_dir / models.INDEX)
    except FileNotFoundError:
        raise BadSetting("还没有来信档案。请先运行：huiying import-letters 文件") from None
    async with a_database(settings) as database:
        return await archive.similar(text, index, SqlLetters(database))
