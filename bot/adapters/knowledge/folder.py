"""A knowledge base as a folder of files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import BadFile
from bot.domain.revisions import FOLDERS, LARGEST, Files, belongs


def read_folder(root: Path) -> dict[str, bytes]:
    """Every file of the folder that belongs to a knowledge base, by its path from there.

    Raises BadFile when there is none, or when they are far too large.
    """
    if not root.is_dir():
        raise BadFile(root, None, "没有这个文件夹。", "请检查路径。")
    files: dict[str, bytes] = {}
    left = LARGEST
    for path in sorted(_candidates(root)):
        name = path.relative_to(root).as_posix()
        if not belongs(name) or not path.is_file() or path.is_symlink():
            continue
        left -= path.stat().st_size
        if left < 0:
            problem = f"知识库超过 {LARGEST >> 20} MB。"
            raise BadFile(path, None, problem, "请先去掉用不着的文件。")
        files[name] = path.read_bytes()
    if not files:
        remedy = "里面应当有 nlu/、stories/、domain.yml 和 config.yml。"
        raise BadFile(root, None, "这里没有知识库的文件。", remedy)
    return files


def _candidates(root: Path) -> Iterator[Path]:
    """What may belong: beside it there may be a whole installation."""
    yield from root.glob("*.yml")
    for folder in FOLDERS:
        yield from (root / folder).rglob("*.y*ml")


def write_folder(files: Files, root: Path) -> None:
    """Write them, byte for byte. What else stands in the folder is left alone."""
    for name, content in files.items():
        path = root / name
        if not belongs(name):
            raise BadFile(path, None, "这不是知识库的文件。", "请检查文件名。")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@contextmanager
def as_folder(files: Files) -> Iterator[Path]:
    """The files in a folder of their own, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="huiying-knowledge-") as name:
        root = Path(name)
        write_folder(files, root)
        yield root
