"""What citizens attach is kept safely, and shows no more than they meant to show."""

import asyncio
import hashlib
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bot.adapters.vault import FolderVault
from bot.domain.errors import NotFound, NotKept
from tests.full_disk import no_file_grows_beyond

ORIENTATION, MAKE, GPS, LATITUDE = 0x0112, 0x010F, 0x8825, 2
SECRET = b"Beiyou-camera"


@pytest.fixture
def vault(tmp_path: Path) -> FolderVault:
    return FolderVault(tmp_path / "vault")


def a_picture(kind: str = "JPEG", mode: str = "RGB", orientation: int = 1) -> bytes:
    """Red above, blue below, 40 x 60, taken with a named camera at a known place."""
    picture = Image.new("RGB", (40, 60), "red")
    picture.paste("blue", (0, 30, 40, 60))
    exif = Image.Exif()
    exif[MAKE] = SECRET.decode()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[LATITUDE] = (38.0, 54.0, 36.0)
    more = {"exif": exif, "comment": SECRET}
    if kind == "PNG":
        more["pnginfo"] = PngInfo()
        more["pnginfo"].add_text("Author", SECRET.decode())
    if kind == "GIF":
        del more["exif"]
    data = BytesIO()
    picture.convert(mode).save(data, kind, **more)
    assert SECRET in data.getvalue()
    return data.getvalue()


def looked_at(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize(
    ("kind", "mode", "suffix"),
    [
        ("JPEG", "RGB", ".jpg"),
        ("JPEG", "L", ".jpg"),
        ("JPEG", "CMYK", ".jpg"),
        ("PNG", "RGBA", ".png"),
        ("PNG", "P", ".png"),
        ("WEBP", "RGB", ".webp"),
        ("GIF", "P", ".gif"),
    ],
)
async def test_a_picture_loses_what_it_tells_about_its_maker(vault, kind, mode, suffix):
    """Camera, place, comments: gone. What it shows: still there."""
    path = await vault.keep(a_picture(kind, mode), "image/whatever")

    kept = await vault.open(path)
    picture = looked_at(kept)
    assert path.endswith(suffix)
    assert SECRET not in kept
    assert dict(picture.getexif()) == {}
    assert (picture.format, picture.size) == (kind, (40, 60))
    if mode != "L":
        red, _, blue = picture.convert("RGB").getpixel((20, 10))
        assert red > 200 > blue


async def test_a_picture_stands_upright_without_its_exif(vault):
    """A phone held sideways says so in the EXIF alone: the pixels are turned instead."""
    path = await vault.keep(a_picture(orientation=6), "image/jpeg")

    picture = looked_at(await vault.open(path))
    assert picture.size == (60, 40)
    assert picture.convert("RGB").getpixel((50, 20))[0] > 200


async def test_a_moving_picture_still_moves(vault):
    """All its frames, none of its comments."""
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    data = BytesIO()
    frames[0].save(data, "GIF", save_all=True, append_images=frames[1:], comment=SECRET)

    kept = await vault.open(await vault.keep(data.getvalue(), "image/gif"))

    assert looked_at(kept).n_frames == 3
    assert SECRET not in kept


async def test_a_picture_that_was_cut_off_loses_its_exif_too(vault):
    """Its upper half can still be seen."""
    whole = a_picture()

    kept = await vault.open(await vault.keep(whole[: len(whole) - 100], "image/jpeg"))

    assert SECRET not in kept
    assert looked_at(kept).size == (40, 60)


@pytest.mark.parametrize(
    ("data", "content_type", "suffix"),
    [
        (b"#!AMR\n\x00\x01", "audio/amr", ".amr"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4", ".mp4"),
        (b"not a picture at all", "image/jpeg", ".bin"),
        (b"<svg onload=alert(1)>", "image/svg+xml", ".bin"),
        (b"<script>alert(1)</script>", "text/html; charset=utf-8", ".bin"),
        (b"\xff\xd8\xff\xe0 no more than a beginning", "image/jpeg", ".bin"),
        (b"", "", ".bin"),
    ],
)
async def test_what_is_no_picture_is_kept_as_it_is(vault, data, content_type, suffix):
    """And never under a name that a browser would run."""
    path = await vault.keep(data, content_type)

    assert path.endswith(suffix)
    assert await vault.open(path) == data


async def test_a_picture_that_would_fill_the_memory_is_not_opened(vault):
    """A small file that claims 65535 x 65535 pixels."""
    header = (65535).to_bytes(4) * 2 + b"\x08\x02\x00\x00\x00"
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + len(header).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4)

    assert await vault.open(await vault.keep(bomb, "image/png")) == bomb


async def test_the_same_file_is_kept_once(vault, tmp_path):
    """Also when it comes ten times at once; drafts are cleared away."""
    data = a_picture()

    paths = await asyncio.gather(*(vault.keep(data, "image/jpeg") for _ in range(10)))

    assert set(paths) == {f"{name[:2]}/{name}.jpg" for name in [hashlib.sha256(data).hexdigest()]}
    assert [p for p in (tmp_path / "vault").rglob("*") if p.is_file()] == [
        tmp_path / "vault" / paths[0]
    ]


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "/etc/passwd",
        "ab/../../secret.txt",
        "",
        ".",
        f"ab/{'a' * 64}.jpg\n",
        f"ab/{'a' * 64}.jpg/../../../secret.txt",
        f"../{'a' * 64}.jpg",
    ],
)
async def test_no_path_leads_out_of_the_vault(vault, tmp_path, path):
    """Only names that the vault gives itself are looked for."""
    (tmp_path / "secret.txt").write_text("secret")

    with pytest.raises(NotFound):
        await vault.open(path)


async def test_a_file_that_was_never_kept_is_not_found(vault):
    """A well-formed name alone opens nothing."""
    with pytest.raises(NotFound):
        await vault.open(f"ab/{'a' * 64}.jpg")


async def test_a_disk_that_is_full_leaves_no_half_a_file(vault, tmp_path):
    """The error is told, and the next try succeeds."""
    data = b"#!AMR\n" + bytes(100_000)

    with no_file_grows_beyond(50_000), pytest.raises(NotKept, match="File too large"):
        await vault.keep(data, "audio/amr")

    assert [p for p in (tmp_path / "vault").rglob("*") if p.is_file()] == []
    assert await vault.open(await vault.keep(data, "audio/amr")) == data
