"""The promises of bot/adapters/rasa/absent.py and tamed.py."""

import pytest
import ruamel.yaml
from rasa.core.channels import BUILTIN_CHANNELS
from rasa.core.policies.ted_policy import TEDPolicy
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.utils.io import read_yaml
from rasa.utils.train_utils import RasaModelCheckpoint

from bot.adapters.rasa.absent import ComponentAbsent


def test_an_absent_component_says_so_when_it_is_used() -> None:
    with pytest.raises(ComponentAbsent, match="TEDPolicy is not installed"):
        TEDPolicy.create({}, None, None, None)
    with pytest.raises(ComponentAbsent, match="RasaModelCheckpoint is not installed"):
        RasaModelCheckpoint()
    with pytest.raises(ComponentAbsent, match="SlackInput is not installed"):
        BUILTIN_CHANNELS["slack"].from_credentials({})


@pytest.mark.parametrize("kind", ["safe", "rt"])
def test_yaml_never_reads_the_environment(kind: str) -> None:
    """Neither Rasa's reader nor our own expands what an editor wrote."""
    text = "answer: 密码是 ${PATH}。"

    assert read_yaml(text, kind)["answer"] == "密码是 ${PATH}。"
    assert ruamel.yaml.YAML(typ=kind).load(text)["answer"] == "密码是 ${PATH}。"


def test_events_are_still_found_by_their_name() -> None:
    assert Event.from_parameters({"event": "slot", "name": "a", "value": 1}) == SlotSet("a", 1)
