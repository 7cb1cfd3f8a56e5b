"""The knowledge base as one zip file: to take home, to keep, to bring back."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.domain.errors import FieldRejected
from bot.domain.revisions import LARGEST, LARGEST_FILE, Files, belongs

LARGEST_ARCHIVE = 50 << 20
"""Bytes that somebody may send."""
MOST_FILES = 2000
"""Names in an archive; a city's knowledge base has a hundred."""
_THEN = (2020, 1, 1, 0, 0, 0)
"""The same files make the same archive, whenever it is made."""
_HOW = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Ways to compress that cannot ask for much memory."""


@dataclass(frozen=True)
class Unpacked:
    """The files of an archive, and the names in it that do not belong to a knowledge base."""

    files: Files
    others: tuple[str, ...]


def packed(files: Files) -> bytes:
    """A zip of these files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            told = zipfile.ZipInfo(path, _THEN)
            told.compress_type, told.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(told, content)
    return file.getvalue()


def unpacked(data: bytes) -> Unpacked:
    """What is in a zip, without trusting what it says of itself. Raises FieldRejected.

    All of it may stand in one folder.
    """
    if len(data) > LARGEST_ARCHIVE:
        raise FieldRejected(
            "file", f"文件太大了，最多 {LARGEST_ARCHIVE >> 20} MB。请先去掉用不着的。"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpacked(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise FieldRejected(
            "file", "这个压缩包打不开，可能没有传完。请重新打包成 zip 再传。"
        ) from None
    except zlib.error:  # zipfile lets it through
        raise FieldRejected("file", "这个压缩包坏了。请重新打包成 zip 再传。") from None


def _unpacked(archive: zipfile.ZipFile) -> Unpacked:
    told = [one for one in archive.infolist() if not one.is_dir()]
    if len(told) > MOST_FILES:
        raise FieldRejected("file", f"压缩包里的文件太多了，最多 {MOST_FILES} 个。")
    folder = _folder([one.filename for one in told])
    files: dict[str, bytes] = {}
    others, left = [], LARGEST
    for one in told:
        path = one.filename.removeprefix(folder)
        if not belongs(path):
            others.append(one.filename)
            continue
        if path in files:
            raise FieldRejected("file", f"压缩包里有两个“{path}”，不知道要哪一个。")
        files[path] = _content(archive, one, path, left)
        left -= len(files[path])
    if not files:
        problem = "压缩包里没有知识库的文件。里面应当有 nlu/、stories/、domain.yml 和 config.yml。"
        raise FieldRejected("file", problem)
    return Unpacked(files, tuple(others))


def _content(archive: zipfile.ZipFile, one: zipfile.ZipInfo, path: str, left: int) -> bytes:
    """Read no more than there may be, whatever size the archive tells."""
    if one.flag_bits & 1:
        raise FieldRejected("file", "压缩包加了密码，打不开。请不加密码再打包一次。")
    if one.compress_type not in _HOW:
        raise FieldRejected("file", "压缩包的压缩方式打不开。请用系统自带的压缩功能打包成 zip。")
    most = min(left, LARGEST_FILE)
    with archive.open(one) as stream:
        content = stream.read(most + 1)
    if len(content) > LARGEST_FILE:
        raise FieldRejected("file", f"“{path}”展开后太大了，一个文件最多 {LARGEST_FILE >> 20} MB。")
    if len(content) > left:
        raise FieldRejected("file", f"压缩包展开后太大了，最多 {LARGEST >> 20} MB。")
    return content


def _folder(names: list[str]) -> str:
    """The one folder that everything stands in, with a slash; "" if there is none."""
    if any(belongs(name) for name in names):
        return ""
    first = {PurePosixPath(name).parts[0] for name in _with_folder(names)}
    return f"{first.pop()}/" if len(first) == 1 else ""


def _with_folder(names: list[str]) -> Iterator[str]:
    """What does not lie beside by itself, as a Mac puts it there."""
    return (name for name in names if "/" in name.strip("/") and not name.startswith("__MACOSX/"))
