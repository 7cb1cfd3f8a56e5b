"""Rules changed as a file: what is wrong with it is told, and two who save lose nothing."""

import re

import pytest

from bot.domain.knowledge_check import Finding, Place
from bot.domain.people import Role
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.pages import look, send
from tests.web.console.studios import RULES, Studios

EDITOR = a_person(Role.EDITOR, login="zhao")
PAGE = "/console/stories"
FILE = f"{PAGE}/file/{RULES}"


@pytest.fixture
async def studios(console: ConsoleHouse) -> Studios:
    await console.studios.install()
    return console.studios


@pytest.fixture
def headers(browser: Client, console: ConsoleHouse, studios):
    return signed_in(browser, console.signing_in.seat(EDITOR))


async def test_broken_yaml_comes_back_with_the_line(browser: Client, studios, headers):
    """And every word of it."""
    broken = "rules:\n  - rule: x\n    steps: [\n  - y: : z\n</textarea><script>alert(1)</script>"

    status, text = await send(browser, FILE, headers, {"text": broken, "seen": "0"})

    assert status == 422
    found = re.search(r"第 (\d+) 行：这里不是正确的 YAML", text)
    assert found
    assert f'<li id="L{found[1]}" class="wrong">' in text
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)" in text
    assert (await studios.drafts.open()).version == 0


async def test_a_file_is_saved_and_what_is_wrong_with_it_is_told(browser: Client, studios, headers):
    """Windows' line ends are none of ours."""
    studios.clerks.shelf.wrong.append(Finding(Place(RULES, 3), "没有人会说出 x。", "请写例句。"))
    text = (await studios.text(RULES)).replace("utter_greet", "utter_thanks")

    status, page = await send(
        browser, FILE, headers, {"text": text.replace("\n", "\r\n"), "seen": "0"}
    )

    assert (status, page) == (303, FILE)
    assert await studios.text(RULES) == text
    assert "没有人会说出 x。" in await look(browser, FILE)


async def test_two_who_save_at_once_lose_nothing(browser: Client, studios, headers):
    """The second sees both, and decides."""
    theirs = (await studios.text(RULES)).replace("# hello", "# theirs")
    mine = (await studios.text(RULES)).replace("# hello", "# mine")
    await studios.drafts.put(RULES, theirs.encode(), "li", None)

    status, text = await send(browser, FILE, headers, {"text": mine, "seen": "0"})

    assert status == 409
    assert '<span class="minus">-# theirs</span>' in text
    assert '<span class="plus">+# mine</span>' in text
    again = re.search(r'name="seen" value="(\d+)"', text)
    assert again
    status, _ = await send(browser, FILE, headers, {"text": mine, "seen": again[1]})
    assert status == 303
    assert await studios.text(RULES) == mine


@pytest.mark.parametrize(
    "path", ["actions/faq.py", "../etc/passwd", "stories/../x.yml", "nlu/new.yml", ".git/config"]
)
async def test_no_other_file_is_opened_or_written(browser: Client, studios, headers, path: str):
    """Only the knowledge base's own."""
    address = f"{PAGE}/file/{path.replace('..', '%2e%2e')}"
    opened = await browser.get(address, allow_redirects=False)
    status, _ = await send(browser, address, headers, {"text": "x: 1", "seen": "0"})

    assert opened.status == 404
    assert status == (303 if path == "nlu/new.yml" else 404)


async def test_the_dispatch_catalogue_is_found_and_changed(browser: Client, studios, headers):
    """Into the draft, like every other file; its difference stands among those of the draft."""
    units = "version: v1\ncoordinating_centre: centre\ndepartments:\n- {code: centre, name: 中心}\n"
    await studios.drafts.put("departments.yml", units.encode(), "li", None)
    address = f"{PAGE}/file/departments.yml"
    assert f'href="{PAGE}/catalogue"' in await look(browser, PAGE)
    assert f'href="{address}"' in await look(browser, f"{PAGE}/catalogue")

    changed = units.replace("v1", "v2")
    status, page = await send(browser, address, headers, {"text": changed, "seen": "1"})

    assert (status, page) == (303, address)
    assert await studios.text("departments.yml") == changed
    assert "派单目录" in await look(browser, "/console/releases/draft")
