"""Which Python `.venv` is made with."""

import shutil
import stat
import subprocess
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[1] / "tools"
A_PYTHON = """#!/bin/sh
case "$1$2" in
  -c*ensurepip*) exit {unless_quick} ;;
  -c*) exit 0 ;;
  *) echo {name} ;;
esac
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of which only the choice of a Python is there; `python3` is a slow one."""
    (tmp_path / "tools").mkdir()
    shutil.copy(TOOLS / "setup", tmp_path / "tools")
    (tmp_path / "tools" / "setup.py").write_text("print('the real one of this machine')")
    a_python(tmp_path, "python3", is_quick=False)
    return tmp_path


def a_python(project: Path, name: str, is_quick: bool) -> Path:
    file = project / "bin" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(A_PYTHON.format(name=name, unless_quick=0 if is_quick else 1))
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def chosen(project: Path, **more: str) -> str:
    path = f"{project / 'bin'}:/usr/bin:/bin"
    environment = {"PATH": path, "HOME": str(project), **more}
    command = [str(project / "tools" / "setup")]
    asked = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    return asked.stdout.strip()


def test_a_python_compiled_by_its_profile_goes_before_the_first_one(project: Path):
    a_python(project, "python3.12", is_quick=True)

    assert chosen(project) in ("python3.12", "the real one of this machine")


def test_whoever_names_a_python_gets_it(project: Path):
    a_python(project, "python3.12", is_quick=True)

    assert chosen(project, PYTHON=str(project / "bin" / "python3")) == "python3"
