"""A model's domain is the same however it was written."""

from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain

from bot.adapters.rasa.domains import read, written
from bot.models import ROOT


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


def test_a_domain_written_here_is_read_as_it_was(domain: Domain, tmp_path: Path):
    """Slots, forms, responses with their line breaks, in the same order."""
    written(domain, tmp_path / "domain.yml")

    found = read(tmp_path)

    assert found.as_dict() == domain.as_dict()
    assert found.fingerprint() == domain.fingerprint()
    assert [slot.name for slot in found.slots] == [slot.name for slot in domain.slots]


def test_rasa_reads_what_is_written_here(domain: Domain, tmp_path: Path):
    """JSON is YAML: whoever goes back a release can still load the model."""
    written(domain, tmp_path / "domain.yml")

    assert Domain.from_path(tmp_path).fingerprint() == domain.fingerprint()


def test_the_domain_of_a_model_that_rasa_wrote_is_still_read(domain: Domain, tmp_path: Path):
    """Models of older releases stay usable."""
    domain.persist(tmp_path / "domain.yml")

    assert read(tmp_path).fingerprint() == domain.fingerprint()


def test_what_json_would_change_is_left_to_rasa(tmp_path: Path):
    """A number as a key would come back as a word."""
    odd = Domain.from_dict({"responses": {"utter_x": [{"text": "x", "metadata": {2026: "y"}}]}})

    written(odd, tmp_path / "domain.yml")

    (variant,) = read(tmp_path).responses["utter_x"]
    assert variant["metadata"] == {2026: "y"}
