"""`huiying openapi`: what others build on, as files."""

import json
from pathlib import Path

import pytest

from bot.domain.errors import BadFile
from bot.settings import Settings
from bot.terminal import describing


def test_the_document_names_the_installation_it_is_of(tmp_path: Path):
    """A department's developer need not ask where to call."""
    settings = Settings(demo=True, data_dir=tmp_path, public_url="https://city.example")

    document = json.loads(describing.document_for(settings))

    assert document["servers"] == [{"url": "https://city.example"}]


def test_the_schemas_are_written_as_files(tmp_path: Path):
    """Chinese stays Chinese."""
    paths = list(describing.write_schemas(tmp_path))

    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert "已派单" in (tmp_path / "taken.json").read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path):
    """And not a trace."""
    with pytest.raises(BadFile, match="写不进去"):
        list(describing.write_schemas(tmp_path / "nowhere"))
