"""What pages load: our own files, under names that change with them."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from bot.web.console.assets import ASSETS, FOLDER, TYPES, address_of
from tests.web.console.house import Client

TEMPLATES = Path(FOLDER).parent / "templates"
ENOUGH = 100 * 1024
"""Bytes of script that an old office computer loads: charts come on top where they are drawn."""
CHARTS = "echarts.simple.min.js"


@pytest.mark.parametrize("name", ASSETS)
async def test_a_file_never_changes_under_its_name(browser: Client, name: str):
    """So that browsers need not ask again."""
    response = await browser.get(address_of(name))

    assert response.status == 200
    assert response.content_type == TYPES[Path(name).suffix]
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert await response.read() == (FOLDER / name).read_bytes()


async def test_a_page_of_the_last_release_gets_todays_file_but_nobody_keeps_it(browser: Client):
    """While gateways are replaced one by one."""
    response = await browser.get("/console/static/000000000000/console.css")

    assert response.status == 200
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["README.md", "none.css", "..", "htmx.license.txt"])
async def test_no_other_file_is_given_out(browser: Client, name: str):
    """Only what stands in the table."""
    response = await browser.get(f"/console/static/000000000000/{name}")

    assert response.status == 404


async def test_files_travel_small(browser: Client):
    """A slow line gets a third."""
    async with browser.get(address_of("htmx.min.js")) as response:
        assert response.headers["Content-Encoding"] in ("gzip", "deflate")


def test_htmx_is_the_file_that_was_published():
    """As its table of sums says."""
    told = (FOLDER / "README.md").read_text("utf-8")

    assert hashlib.sha256((FOLDER / "htmx.min.js").read_bytes()).hexdigest() in told
    assert "Zero-Clause BSD" in (FOLDER / "htmx.LICENSE.txt").read_text("utf-8")


def test_charts_are_drawn_by_the_file_that_was_published():
    """And by one page alone: it is larger than all the rest."""
    told = (FOLDER / "README.md").read_text("utf-8")
    loading = {path.name for path in TEMPLATES.glob("*.html") if CHARTS in path.read_text("utf-8")}

    assert hashlib.sha256((FOLDER / CHARTS).read_bytes()).hexdigest() in told
    licence = (FOLDER / "echarts.LICENSE.txt").read_text("utf-8")
    assert "Apache License" in licence
    assert "Copyright 2010-2016 Mike Bostock" in licence
    assert loading == {"overview.html"}


def test_an_old_computer_has_little_to_load():
    """All script together, before it is packed."""
    loaded = {name: asset for name, asset in ASSETS.items() if name != CHARTS}
    script = [asset.data for name, asset in loaded.items() if name.endswith(".js")]

    assert sum(map(len, script)) < ENOUGH
    assert sum(len(gzip.compress(data)) for data in script) < ENOUGH / 3


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_no_template_holds_style_or_script_or_takes_escaping_away(path: Path):
    """The policy would not let it run, and nobody would see why."""
    source = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)

    for pattern in (r"<style", r"\sstyle=", r"<script(?![^>]*src=)", r"\son\w+=", r"javascript:"):
        assert not re.search(pattern, source), pattern
    assert "| safe" not in source
    assert "|safe" not in source
    assert not re.search(r"autoescape\s+false", source)
    assert not re.search(r'(src|href|action)="(https?:)?//', source)


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_every_form_that_changes_something_brings_its_token(path: Path):
    """In a hidden field, also where htmx sends it: pages work without scripts."""
    source = path.read_text("utf-8")

    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", source, flags=re.DOTALL):
        # a macro of its own may begin every form of a template
        begins = re.search(r"{{ (begin\(|visit\.token)", form)
        assert begins
        assert "visit.token" in source


PAIRS = [
    *(("ink", ground) for ground in ("paper", "card", "main-soft", "good-soft", "warn-soft")),
    *(("ink", ground) for ground in ("bad-soft", "info-soft", "mark")),
    *(("soft", ground) for ground in ("paper", "card", "main-soft")),
    *(("main", ground) for ground in ("paper", "card", "main-soft")),
    ("main-ink", "main"),
    ("bad", "card"),
    *((state, f"{state}-soft") for state in ("good", "warn", "bad", "info", "wait")),
]
"""Which colour of letters stands on which ground."""


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_all_words_can_be_read(scheme: int):
    """At least 4.5 to 1 (WCAG AA), and 3 to 1 for the frame that shows the focus."""
    style = (FOLDER / "console.css").read_text("utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", style.split(":root {")[1 + scheme]))

    low = [pair for pair in PAIRS if contrast(*(colours[name] for name in pair)) < 4.5]

    assert low == []
    assert contrast(colours["focus"], colours["paper"]) >= 3
    assert contrast(colours["line-strong"], colours["card"]) >= 3


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 reckons it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
