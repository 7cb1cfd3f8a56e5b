"""What the parts of the demonstration are told."""

from pathlib import Path

from bot.demo.equipment import write_departments
from bot.demo.places import ROOT


def test_every_unit_of_the_catalogue_delivers_to_the_simulator(tmp_path: Path):
    """The repository's own file is not touched."""
    before = (ROOT / "departments.yml").read_bytes()

    units = write_departments(ROOT / "departments.yml", tmp_path / "d.yml", "http://127.0.0.1:9")

    written = (tmp_path / "d.yml").read_text()
    assert all(f"http://127.0.0.1:9/hook/{code}" in written for code, _ in units)
    assert (ROOT / "departments.yml").read_bytes() == before
