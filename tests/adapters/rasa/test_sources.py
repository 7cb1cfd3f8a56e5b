"""Which model the files make is told without Rasa."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.rasa.sources import Trained, fingerprint, trained_before
from bot.domain.errors import BadFile
from tests.adapters.rasa.conftest import small_project

LOOKS_FOR_A_MODEL = """
import sys
from pathlib import Path
from bot.adapters.rasa.sources import Sources, trained_before
trained_before(Sources.in_folder(Path.cwd()), Path(sys.argv[1]))
print("rasa" in sys.modules)
"""


def test_a_model_of_the_same_content_is_found(trained: Trained):
    found = trained_before(small_project(), trained.path.parent)

    assert found == Trained(trained.path, fingerprint(small_project()), fresh=False)


def test_without_one_there_is_none(tmp_path: Path):
    assert trained_before(small_project(), tmp_path) is None


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(BadFile, match=r"nowhere\.yml: 没有这个文件"):
        trained_before(small_project(domain=tmp_path / "nowhere.yml"), tmp_path)


def test_looking_for_it_imports_nothing_of_rasa(tmp_path: Path):
    """A start with the model of the day before would wait two seconds for it."""
    asked = subprocess.run(
        [sys.executable, "-c", LOOKS_FOR_A_MODEL, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert asked.stdout == "False\n"
