"""The knowledge base taken home as a zip, and brought back."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping

import pytest
from aiohttp import FormData

from bot.domain.people import Role
from bot.services.knowledge.archives import LARGEST_ARCHIVE, packed, unpacked
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.studios import RULES, Studios

EDITOR = a_person(Role.EDITOR, login="zhao")
UPLOAD = "/console/releases/upload"
ZIP = "/console/releases/knowledge.zip"


@pytest.fixture
async def studios(console: ConsoleHouse) -> Studios:
    await console.studios.install()
    return console.studios


@pytest.fixture
def headers(browser: Client, console: ConsoleHouse, studios):
    return signed_in(browser, console.signing_in.seat(EDITOR))


async def sends(browser: Client, headers, data: bytes) -> tuple[int, str]:
    form = FormData()
    form.add_field("archive", io.BytesIO(data), filename="k.zip", content_type="application/zip")
    response = await browser.post(UPLOAD, data=form, headers=headers)
    return response.status, await response.text()


def hidden(text: str) -> dict[str, str]:
    """The fields that take what was looked at into the draft."""
    found = re.findall(r'name="(seen|changes)" value="([^"]*)"', text)
    return {name: value.replace("&#34;", '"') for name, value in found}


async def test_what_is_taken_home_comes_back_without_a_change(browser: Client, studios, headers):
    """Twice the same changes nothing."""
    response = await browser.get(ZIP)
    data = await response.read()
    assert response.headers["Content-Type"] == "application/zip"
    assert dict(unpacked(data).files) == dict((await studios.drafts.open()).files)

    for _ in range(2):
        status, text = await sends(browser, headers, data)
        assert status == 200
        assert "完全一样" in text
    assert (await studios.drafts.open()).version == 0


async def test_a_change_is_looked_at_before_it_is_the_draft(browser: Client, studios, headers):
    """And then it is there, byte for byte; the same once more changes nothing."""
    files = dict((await studios.drafts.open()).files)
    files[RULES] = files[RULES].replace(b"utter_greet", b"utter_thanks")
    del files["stories/complaint.yml"]
    data = packed(files)

    status, text = await sends(browser, headers, data)
    assert status == 200
    assert "还没有改动草稿" in text
    assert "+      - action: utter_thanks" in text
    assert (await studios.drafts.open()).version == 0
    response = await browser.post(
        f"{UPLOAD}/draft", data=hidden(text), headers=headers, allow_redirects=False
    )

    assert response.status == 303
    assert dict((await studios.drafts.open()).files) == files
    assert "完全一样" in (await sends(browser, headers, data))[1]


async def test_somebody_elses_change_meanwhile_is_not_lost(browser: Client, studios, headers):
    """The draft stays as they left it."""
    files = dict((await studios.drafts.open()).files)
    theirs = files[RULES].replace(b"# hello", b"# theirs")
    _, text = await sends(browser, headers, packed({**files, RULES: files[RULES] + b"# mine\n"}))
    await studios.drafts.put(RULES, theirs, "li", None)

    response = await browser.post(f"{UPLOAD}/draft", data=hidden(text), headers=headers)

    assert response.status == 409
    assert "刚才有别的同志改了同一处" in await response.text()
    assert await studios.text(RULES) == theirs.decode()


def a_zip(*members: tuple[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, kind)
    return file.getvalue()


def locked() -> bytes:
    """As if it had a password: told by a bit in both headers."""
    data = bytearray(a_zip(("domain.yml", b"x: 1\n")))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def twice() -> bytes:
    with warnings.catch_warnings(action="ignore"):
        return a_zip(("domain.yml", b"x: 1\n"), ("domain.yml", b"x: 2\n"))


BAD: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "打不开"),
    "no zip": (lambda: b"no zip at all", "打不开"),
    "half a zip": (lambda: a_zip(("domain.yml", b"x: 1\n"))[:-30], "打不开"),
    "a bomb": (lambda: a_zip(("domain.yml", b"a" * (30 << 20))), "展开后太大了"),
    "many files that are a bomb together": (
        lambda: a_zip(*((f"nlu/a{at}.yml", b"a" * (1 << 20)) for at in range(25))),
        "展开后太大了",
    ),
    "too many files": (
        lambda: a_zip(*((f"nlu/a{at}.yml", b"") for at in range(2001))),
        "文件太多了",
    ),
    "ways out": (lambda: a_zip(("../../etc/passwd", b"x"), ("/etc/passwd", b"x")), "没有知识库"),
    "hidden ways out": (
        lambda: a_zip(("nlu/../../domain.yml", b"x"), ("nlu\\..\\x.yml", b"x")),
        "没有知识库",
    ),
    "one name twice": (twice, "两个"),
    "a compression that asks for much": (
        lambda: a_zip(("domain.yml", b"x: 1\n"), kind=zipfile.ZIP_LZMA),
        "压缩方式",
    ),
    "locked": (locked, "密码"),
    "no YAML": (lambda: a_zip(("domain.yml", b"a:\n  - b\n c: [\n")), "domain.yml：第"),
    "other letters": (lambda: a_zip(("domain.yml", b"\xff\xfe")), "UTF-8"),
}


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_archive_is_told_in_a_sentence(browser: Client, studios, headers, kind: str):
    """And nothing is changed."""
    made, told = BAD[kind]

    status, text = await sends(browser, headers, made())

    assert status == 422
    assert told in text
    assert (await studios.drafts.open()).version == 0


async def test_what_is_too_large_is_told_politely(browser: Client, studios, headers):
    """Fifty megabytes."""
    status, text = await sends(browser, headers, b"x" * (LARGEST_ARCHIVE + 1))
    assert (status, "最多 50 MB" in text) == (422, True)

    status, text = await sends(browser, headers, b"x" * (LARGEST_ARCHIVE + (2 << 20)))
    assert (status, "太大" in text) == (413, True)


async def test_what_does_not_belong_is_named_and_left_out(browser: Client, studios, headers):
    """A folder around everything does no harm."""
    files = (await studios.drafts.open()).files
    members = [(f"k/{path}", content) for path, content in files.items()]
    data = a_zip(*members, ("k/actions/evil.py", b"import os"), ("k/nlu/new.yml", b"nlu: []\n"))

    status, text = await sends(browser, headers, data)

    assert status == 200
    assert "k/actions/evil.py" in text
    assert "nlu/new.yml" in text


async def test_nobody_makes_up_what_they_looked_at(browser: Client, studios, headers):
    """Only kept contents and names of ours."""
    for changes in ("nonsense", "[1]", '{"../x": null}', '{"domain.yml": "no such content"}'):
        fields = {"changes": changes, "seen": "0"}
        response = await browser.post(f"{UPLOAD}/draft", data=fields, headers=headers)
        assert response.status in (404, 422), changes
    assert (await studios.drafts.open()).version == 0
