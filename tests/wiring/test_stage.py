"""What goes live meets units, too: the catalogue that somebody edited, or the operator's own."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.adapters.catalogue import load_catalogue
from bot.adapters.departments.ways import Ways
from bot.adapters.knowledge.shelving import Shelving
from bot.domain.dispatch import Delivery
from bot.domain.errors import NotFound
from bot.domain.parcels import Alarm
from bot.domain.releases import Release
from bot.services.knowledge.following import Follower
from bot.wiring.garbage import Garbage
from bot.wiring.present import Present
from bot.wiring.stage import RasaStage, UnitsStage
from tests.builders import NOW
from tests.fakes.fleet import FakeFleet
from tests.fakes.house import House
from tests.fakes.knowledge import FakeModels
from tests.services.knowledge.builders import FILES, Shelf

OPERATORS = """\
version: v1
coordinating_centre: centre
departments:
- {code: centre, name: 中心}
- code: roads
  name: 市政
  deliver: {kind: wecom, url: "https://roads.example/"}
"""
EDITED = """\
version: v2
coordinating_centre: centre
departments:
- {code: centre, name: 中心}
- code: roads
  name: 市政处
  deliver: {kind: wecom, url: "https://elsewhere.example/"}
- code: parks
  name: 园林
  deliver: {kind: wecom, url: "https://parks.example/"}
- code: water
  name: 水务
  deliver: {kind: webhook, url: "https://water.example/", secret: "env:HUIYING_NO_SUCH_SECRET"}
"""
RELEASE = Release(1, "m1", "wang", NOW)


@pytest.fixture
def base(tmp_path: Path) -> Any:
    file = tmp_path / "departments.yml"
    file.write_text(OPERATORS, encoding="utf-8")
    catalogue, deliveries = load_catalogue(file, {})
    present = Present(catalogue)
    return SimpleNamespace(present=present, ways=Ways(present.as_catalogue, deliveries))


async def test_an_edited_catalogue_is_in_force_for_who_held_the_old_one(base: Any):
    held = base.present.as_catalogue

    await UnitsStage(base).show(RELEASE, {"departments.yml": EDITED.encode()})

    assert (held.version, held.name_of("roads")) == ("v2", "市政处")
    assert "parks" in held.units


async def nobody_hears(alarm: Alarm) -> None:
    raise AssertionError(alarm)


def a_follower(shelf: Shelf, base: Any) -> Follower:
    return Follower("worker", shelf.library, UnitsStage(base), nobody_hears, FakeFleet())


async def test_the_operator_says_how_units_are_told_and_a_new_unit_says_it_itself(base: Any):
    """One whose secret is not set here is reached through the centre, as if it had none."""
    await UnitsStage(base).show(RELEASE, {"departments.yml": EDITED.encode()})

    assert base.ways.to("roads") == Delivery("wecom", "https://roads.example/", None)
    assert base.ways.to("parks") == Delivery("wecom", "https://parks.example/", None)
    assert base.ways.to("water") is None


async def test_rolled_back_to_before_the_edit_the_operators_file_is_in_force(base: Any):
    stage = UnitsStage(base)
    await stage.show(RELEASE, {"departments.yml": EDITED.encode()})

    await stage.show(RELEASE, {})

    assert base.present.as_catalogue.version == "v1"


async def test_a_catalogue_that_only_the_installation_brought_leaves_the_operators_in_force(
    base: Any,
):
    """However their files differ: somebody has to edit it here first."""
    shelf = Shelf()
    files = {**FILES, "departments.yml": EDITED.encode()}
    first = await shelf.library.seed(files)
    release = await shelf.releases.publish(Release(first.id or 0, "m1", "huiying", NOW), None)
    await a_follower(shelf, base).look()
    assert base.present.as_catalogue.version == "v1"

    edited = {**files, "departments.yml": EDITED.replace("v2", "v3").encode()}
    own = await shelf.library.add(edited, ("wang",), parent=first.id)
    await shelf.releases.publish(Release(own.id or 0, "m1", "li", NOW), release.id)
    await a_follower(shelf, base).look()

    assert base.present.as_catalogue.version == "v3"


async def test_a_model_that_this_machine_lacks_comes_from_the_store(tmp_path: Path):
    """With what stands beside it; once it is here, it is not fetched again."""
    models = FakeModels()
    one, other = Shelving(tmp_path / "one", models), Shelving(tmp_path / "other", models)
    one.folder.mkdir()
    (one.folder / "m1.tar.gz").write_bytes(b"model")
    (one.folder / "m1.week.json").write_text("{}")
    await one.keep("m1")

    path = await other.path("m1")
    await models.forget(keep=[])

    assert path.read_bytes() == b"model"
    assert (other.folder / "m1.week.json").read_text() == "{}"
    assert await other.path("m1") == path
    with pytest.raises(NotFound):
        await other.path("m2")


async def test_keywords_and_welcome_of_a_release_are_live_with_the_same_model(base: Any):
    """And go as they came, when it is taken back."""
    said: dict[str, Any] = {}
    engine = SimpleNamespace(model="m1", habits=None, say=said.__setitem__)
    turns = SimpleNamespace(talk=House().talk)
    nobody: Any = SimpleNamespace(become=lambda answers: None, folder=Path("/nowhere"))
    stage = RasaStage(base, engine, *[nobody] * 2, turns, *[nobody] * 3)  # type: ignore[arg-type]
    welcome = "responses:\n  utter_welcome:\n  - text: {}\n"
    words = b'keywords:\n- words: ["x"]\n  says: "y"\n'

    await stage.show(RELEASE, {"domain.yml": welcome.format("a").encode(), "keywords.yml": words})
    found = stage.keywords.of_text("x")
    await stage.show(RELEASE, {"domain.yml": welcome.format("b").encode()})

    assert found
    assert found.says == "y"
    assert stage.keywords.of_text("x") is None
    assert said == {"utter_welcome": [{"text": "b"}]}


class Loaded(RasaStage):
    """Has another model at hand."""

    async def _engine(self, version: str) -> Any:
        return SimpleNamespace(model=version, habits=None)


async def test_the_model_before_may_become_garbage_when_another_one_is_live(base: Any):
    garbage = FakeGarbage()
    turns = SimpleNamespace(talk=House().talk)
    nobody: Any = SimpleNamespace(become=lambda answers: None, folder=Path("/nowhere"))
    before: Any = SimpleNamespace(model="m0", habits=None)
    stage = Loaded(base, before, *[nobody] * 2, turns, *[nobody] * 2, garbage)  # type: ignore[arg-type]

    await stage.show(RELEASE, {})

    assert garbage.taken_back == 1


class FakeGarbage(Garbage):
    """Counts, and leaves the process's own alone."""

    taken_back = 0

    def take_back(self) -> None:
        self.taken_back += 1
