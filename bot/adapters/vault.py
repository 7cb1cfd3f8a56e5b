"""Files that citizens attached, kept under one folder by their fingerprint."""

import asyncio
import hashlib
import os
import re
import tempfile
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from PIL import Image, ImageFile, ImageOps, ImageSequence

from bot.domain.errors import NotFound, NotKept

# A picture that was cut off on its way still shows something, and must lose its EXIF all the same.
ImageFile.LOAD_TRUNCATED_IMAGES = True

LARGEST_PICTURE = 80_000_000
"""Pixels, over all frames: what claims more in one frame is kept without being opened."""

PICTURES = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp"}
OTHERS = {
    "audio/amr": ".amr",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/speex": ".spx",
    "audio/x-speex-with-header-byte": ".spx",
    "video/mp4": ".mp4",
}
NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9]{2,4}")


class FolderVault:
    """The port `Vault` on a folder. What is once kept is on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, data: bytes, content_type: str) -> str:
        return await asyncio.to_thread(self._keep, data, content_type)

    async def open(self, path: str) -> bytes:
        if not NAME.fullmatch(path):
            raise NotFound("no such file")
        try:
            return await asyncio.to_thread((self._folder / path).read_bytes)
        except FileNotFoundError:
            raise NotFound("no such file") from None

    def _keep(self, data: bytes, content_type: str) -> str:
        fingerprint = hashlib.sha256(data).hexdigest()
        harmless, suffix = _without_exif(data) or (data, _suffix(content_type))
        name = f"{fingerprint[:2]}/{fingerprint}{suffix}"
        if not (self._folder / name).exists():
            try:
                _write(self._folder / name, harmless)
            except OSError as error:
                raise NotKept(f"附件目录写不进去（{error.strerror}）") from error
        return name


def _without_exif(data: bytes) -> tuple[bytes, str] | None:
    """The picture drawn anew, without where and with what it was taken; None if it is none."""
    try:
        with Image.open(BytesIO(data), formats=list(PICTURES)) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                return None
            # MPO: several JPEGs in one file, as phones keep a depth map. The first one counts.
            kind = "JPEG" if picture.format == "MPO" else str(picture.format)
            return _redrawn(picture, kind), PICTURES[kind]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None  # Pillow's words for: not a picture, or one that cannot be read


def _redrawn(picture: Image.Image, kind: str) -> bytes:
    fitting = max(1, LARGEST_PICTURE // (picture.width * picture.height))  # into the memory
    frames = [_only_pixels(f) for f in islice(ImageSequence.Iterator(picture), fitting)]
    options: dict[str, Any] = {"quality": 90} if kind in ("JPEG", "WEBP") else {}
    if len(frames) > 1 and kind != "JPEG":
        pace = picture.info.get("duration", 100)
        options |= {"save_all": True, "append_images": frames[1:], "duration": pace, "loop": 0}
    drawn = BytesIO()
    frames[0].save(drawn, kind, **options)
    return drawn.getvalue()


def _only_pixels(frame: Image.Image) -> Image.Image:
    """The frame as it is to be seen: turned the right way up, and nothing written beside it."""
    upright = ImageOps.exif_transpose(frame)
    if upright.mode in ("P", "PA"):
        upright = upright.convert("RGBA")
    pixels = Image.new(upright.mode, upright.size)
    pixels.paste(upright)
    return pixels


def _suffix(content_type: str) -> str:
    return OTHERS.get(content_type.split(";")[0].strip().lower(), ".bin")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        Path(draft).unlink(missing_ok=True)
    # the name itself is only safe once its folders are
    for folder in (path.parent, path.parent.parent):
        _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
