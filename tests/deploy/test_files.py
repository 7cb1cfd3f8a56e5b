"""The files of deploy/ belong together, and to this release."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from bot.settings import Settings
from bot.settings.names import variable
from bot.web.app import ROUTES

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "kubernetes" / "huiying"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
KNOWN = {variable(name) for name in Settings.model_fields}
TEXTS = sorted(file for file in DEPLOY.rglob("*") if file.is_file())


def test_chart_and_images_are_of_this_release():
    """Nobody installs another version than the one they read about."""
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))
    compose = (DEPLOY / "container" / "compose.yml").read_text("utf-8")

    assert chart["appVersion"] == VERSION
    assert f"image: huiying:{VERSION}\n" in compose


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: str(file.relative_to(DEPLOY)))
def test_every_setting_that_is_named_exists(file: Path):
    """A mistyped one would stop the start."""
    named = set(re.findall(r"\bHUIYING_[A-Z_]+[A-Z]\b", file.read_text("utf-8")))

    assert named <= KNOWN


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: str(file.relative_to(DEPLOY)))
def test_the_simulator_is_never_deployed(file: Path):
    """It plays WeChat for everybody who can reach it."""
    told = re.sub(r"#.*|never for a cluster|simulator, never", "", file.read_text("utf-8"))

    assert "simulator" not in told.lower()


def test_the_ingress_opens_what_the_outside_may_know():
    """Every door but /metrics, and nothing besides."""
    ingress = (CHART / "templates" / "ingress.yaml").read_text("utf-8")
    opened = {"/" + path for path in re.findall(r'"/([a-z]+)[^"]*"', ingress)}
    doors = {"/" + route.path.split("/")[1] for route in ROUTES} | {"/wechat", "/console"}

    assert opened == doors - {"/metrics"}


def test_a_gateway_leaves_before_it_is_killed():
    """It drains, then finishes its turns, all within the time it is given."""
    values = yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))["gateway"]
    compose = (DEPLOY / "container" / "compose.yml").read_text("utf-8")
    drains = int(re.search(r'HUIYING_DRAIN_S: "(\d+)"', compose)[1])

    assert values["terminationGracePeriodSeconds"] >= values["drainSeconds"] + 30
    assert f"stop_grace_period: {drains + 30}s" in compose


def test_the_files_pass_their_linters():
    """Helm, Kubernetes' schemas, the Compose Specification, and the others."""
    if not (ROOT / ".tools" / "deploy" / "ready").is_file():
        pytest.skip("the linters are not here: `make deploycheck` fetches them and runs them")

    command = [sys.executable, "tools/deploycheck.py"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert told.returncode == 0, told.stdout + told.stderr
