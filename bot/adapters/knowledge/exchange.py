"""Known questions as spreadsheets, and as Rasa's YAML in one file."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath

from bot.adapters.knowledge.tables import NEW_ONES, as_csv, as_xlsx, read_table
from bot.adapters.knowledge.writing import YamlWriting
from bot.domain.entries import FaqEntry
from bot.domain.entry_rules import check_entry
from bot.domain.errors import BadFile, FieldRejected
from bot.services.ports.exchange import Sheet

_YAML = frozenset({".yml", ".yaml"})
_TABLES = frozenset({".csv", ".xlsx"})
_ALL_IN_ONE = "nlu/faq/faq.yml"


class FileExchange:
    """The port `Exchange`. What takes long is done beside running turns."""

    async def written(self, kind: Sheet, entries: Sequence[FaqEntry]) -> bytes:
        return await asyncio.to_thread(_WRITERS[kind], entries)

    async def read(self, name: str, data: bytes, known: Mapping[str, FaqEntry]) -> list[FaqEntry]:
        return await asyncio.to_thread(_read, Path(PurePath(name).name), data, known)


def _read(name: Path, data: bytes, known: Mapping[str, FaqEntry]) -> list[FaqEntry]:
    kind = name.suffix.lower()
    if kind in _YAML:
        return [*_from_yaml(name, data, known)]
    if kind not in _TABLES:
        remedy = "请用 .xlsx、.csv 或 .yml；旧式的 .xls 请先另存为 .xlsx。"
        raise BadFile(name, None, f"不认识的文件类型“{kind[:10]}”。", remedy)
    with tempfile.TemporaryDirectory(prefix="huiying-faq-") as folder:
        path = Path(folder) / f"faq{kind}"
        path.write_bytes(data)
        try:
            return read_table(path, known)
        except BadFile as error:  # under the name that its owner knows
            raise BadFile(name, error.line, error.problem, error.remedy) from None


def _from_yaml(name: Path, data: bytes, known: Mapping[str, FaqEntry]) -> list[FaqEntry]:
    try:
        found = YamlWriting().entries({_ALL_IN_ONE: data})
    except BadFile as error:
        raise BadFile(name, error.line, error.problem, error.remedy) from None
    if not found:
        remedy = "里面应当有 nlu: 和 responses:，答案写在 utter_faq/ 开头的名称下面。"
        raise BadFile(name, None, "文件里没有一条问答。", remedy)
    return [_placed(name, one, known.get(one.key)) for one in found]


def _placed(name: Path, entry: FaqEntry, before: FaqEntry | None) -> FaqEntry:
    """In the file that holds it already."""
    path = before.path if before else NEW_ONES
    entry = entry.changed(path=path, topic=before.topic if before else "")
    try:
        check_entry(entry)
    except FieldRejected as wrong:
        problem = f"“{entry.key[:40]}”的 {wrong.field}：{wrong.problem}"
        raise BadFile(name, None, problem, "请改好再导入。") from None
    return entry


def _as_yaml(entries: Sequence[FaqEntry]) -> bytes:
    placed = [one.changed(path=_ALL_IN_ONE) for one in entries]
    return YamlWriting().edited({}, placed).get(_ALL_IN_ONE, b'version: "3.1"\n')


_WRITERS = {Sheet.CSV: as_csv, Sheet.XLSX: as_xlsx, Sheet.YAML: _as_yaml}
