"""One unit is written into the catalogue, and nothing else is touched."""

from dataclasses import replace
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.knowledge.cataloguing import YamlCataloguing
from bot.domain.dispatch import Catalogue, Clause, Department
from bot.domain.errors import BadFile

SMALL = """\
# what it is
version: "1"  # of this month
coordinating_centre: centre
departments:
# the centre
- code: centre
  name: 协调中心
  clauses: []

# lamps
- code: lamps
  name: 路灯所   # old
  parent: centre
  clauses:
  - id: lamps-1
    title: 路灯
    words: [路灯,   灯杆]
  deliver: {kind: wecom, url: "https://robot.example/"}
  # a robot of theirs

# the end
"""
SHIPPED = (Path(__file__).parents[3] / "departments.yml").read_bytes()
CLAUSES = (Clause("water-1", "停水", "《供水条例》", ("停水", "水压")),)
NEW = Department("water", "供水公司", "centre", CLAUSES, ("水厂",))


def written(unit: Department, text: str | bytes = SMALL, version: str = "2") -> str:
    content = text.encode() if isinstance(text, str) else text
    (made,) = YamlCataloguing().edited({"departments.yml": content}, unit, version).values()
    return made.decode()


def read(text: str) -> Catalogue:
    return YamlCataloguing().catalogue({"departments.yml": text.encode()})


def test_a_new_unit_stands_below_the_last():
    made = written(NEW)

    assert read(made).units["water"] == NEW
    assert made.index("# a robot of theirs") < made.index("- code: water") < made.index("# the end")
    assert made.replace('version: "2"', 'version: "1"  # of this month').startswith(
        SMALL.partition("# the end")[0].rstrip("\n")
    )


def test_a_changed_unit_stands_where_it_stood_and_is_told_as_before():
    lamps = read(SMALL).units["lamps"]
    made = written(replace(lamps, name="照明所"))

    assert read(made).units["lamps"].name == "照明所"
    assert "https://robot.example/" in made
    assert "# the centre\n- code: centre\n  name: 协调中心\n" in made
    assert "# lamps\n- code: lamps\n" in made
    assert made.endswith("# the end\n")


def test_of_the_shipped_catalogue_every_other_line_stays():
    catalogue = read(SHIPPED.decode())
    unit = catalogue.departments[3]
    made = written(replace(unit, name="改名的单位"), SHIPPED, "9")

    before, after = SHIPPED.decode().splitlines(), made.splitlines()
    gone = [line for line in before if line not in after]
    assert len(gone) <= 1 + SHIPPED.decode().count("\n") // 10
    others = [one for one in read(made).departments if one.code != unit.code]
    assert others == [one for one in catalogue.departments if one.code != unit.code]
    assert read(made).version == "9"


def test_what_is_the_same_changes_nothing():
    lamps = read(SMALL).units["lamps"]

    assert YamlCataloguing().edited({"departments.yml": SMALL.encode()}, lamps, "2") == {}


HEAD, _, UNITS = SMALL.partition("departments:\n")


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}departments:\n{indent(UNITS, '  ')}",
        SMALL.rstrip("\n"),
        f"departments:\n{UNITS}{HEAD}",
    ],
    ids=["set in", "without a last line end", "units first"],
)
def test_other_ways_to_write_the_file_are_kept(text: str):
    assert read(written(NEW, text)).units["water"] == NEW


def test_a_list_on_one_line_is_left_to_people():
    flat = 'version: "1"\ncoordinating_centre: c\ndepartments: [{code: cc, name: 中心}]\n'

    with pytest.raises(BadFile) as wrong:
        written(NEW, flat.replace("centre: c", "centre: cc"))

    assert wrong.value.line == 3


@settings(max_examples=25)
@given(st.text(min_size=2, max_size=12).map(str.strip).filter(lambda one: len(one) > 1))
def test_whatever_somebody_types_is_read_as_they_typed_it(text: str):
    """Quotes, colons, braces, numbers, what would be another type."""
    made = written(replace(NEW, name=text, clauses=(Clause("water-1", text, text, (text,)),)))

    assert read(made).units["water"].name == text
    assert read(made).units["water"].clauses[0].words == (text,)
