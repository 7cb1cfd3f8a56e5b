"""The promises of bot/adapters/rasa/absent.py and tamed.py."""

import subprocess
import sys
from abc import ABCMeta

import pytest
import ruamel.yaml
from rasa.core.actions.action import ActionExtractSlots
from rasa.core.channels import BUILTIN_CHANNELS
from rasa.core.policies.ted_policy import TEDPolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.utils.io import read_yaml
from rasa.utils.train_utils import RasaModelCheckpoint

from bot.adapters.rasa.absent import ComponentAbsent
from bot.adapters.rasa.engine import RasaEngine
from bot.adapters.rasa.memory import recall
from bot.adapters.rasa.tamed import _extract_from_words, _Mute
from tests.adapters.rasa.conversations import conversations, play


def test_an_absent_component_says_so_when_it_is_used() -> None:
    with pytest.raises(ComponentAbsent, match="TEDPolicy 没有安装"):
        TEDPolicy.create({}, None, None, None)
    with pytest.raises(ComponentAbsent, match="RasaModelCheckpoint 没有安装"):
        RasaModelCheckpoint()
    with pytest.raises(ComponentAbsent, match="SlackInput 没有安装"):
        BUILTIN_CHANNELS["slack"].from_credentials({})


IMPORTED = """
import sys
import bot.adapters.rasa.engine
print(*sorted({"boto3.session", "matplotlib", "pymongo.errors", "requests", "sanic.app", "sklearn"}
              & sys.modules.keys()))
import aiormq, jwt, scipy.stats
print(scipy.stats.rankdata([2, 1]).tolist(), jwt.PyJWT.__name__)
"""


def test_the_engine_imports_nothing_that_no_turn_needs() -> None:
    """A gateway would be a second later and sixty megabytes larger; what is put off still works."""
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORTED],
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.splitlines() == ["", "[2.0, 1.0] PyJWT"]


def test_what_a_server_of_rasas_own_would_need_says_that_it_is_absent() -> None:
    with pytest.raises(ComponentAbsent, match="Sanic 没有安装"):
        sys.modules["sanic"].Sanic("rasa")
    with pytest.raises(ComponentAbsent, match="RestInput 没有安装"):
        BUILTIN_CHANNELS["rest"].from_credentials({})


def test_rasas_own_components_are_found_by_their_name_and_muted() -> None:
    """They are imported when config.yml names one, with all that they would write to a log."""
    name = "rasa.nlu.classifiers.fallback_classifier"

    found = DefaultV1Recipe._from_registry("FallbackClassifier")
    by_path = DefaultV1Recipe._from_registry(f"{name}.FallbackClassifier")

    assert found is by_path
    assert found.clazz.__module__ == name
    assert not _loggers_of_words()
    with pytest.raises(InvalidConfigException):
        DefaultV1Recipe._from_registry("NoSuchClassifier")


def _loggers_of_words() -> list[str]:
    """Modules of Rasa that came after the others were muted, and could repeat what was said."""
    return [
        name
        for name, module in list(sys.modules.items())
        if name.startswith("rasa.")
        and not isinstance(vars(module).get("structlogger", _Mute()), _Mute)
    ]


@pytest.mark.parametrize("kind", ["safe", "rt"])
def test_yaml_never_reads_the_environment(kind: str) -> None:
    """Neither Rasa's reader nor our own expands what an editor wrote."""
    text = "answer: 密码是 ${PATH}。"

    assert read_yaml(text, kind)["answer"] == "密码是 ${PATH}。"
    assert ruamel.yaml.YAML(typ=kind).load(text)["answer"] == "密码是 ${PATH}。"


def test_every_event_is_still_of_its_kinds_and_of_no_other() -> None:
    """Asked plainly, the answer is the same; the classes stay as abstract as they were."""
    kinds = [Event, *_narrower(Event)]

    for kind in kinds:
        event = kind.__new__(kind) if not kind.__abstractmethods__ else None
        assert type(kind) is not ABCMeta
        for other in kinds:
            assert isinstance(event, other) is (event is not None and issubclass(kind, other))
    with pytest.raises(TypeError, match="abstract"):
        Event()


def _narrower(kind: type) -> list[type]:
    return [one for sub in kind.__subclasses__() for one in (sub, *_narrower(sub))]


def test_events_are_still_found_by_their_name() -> None:
    assert Event.from_parameters({"event": "slot", "name": "a", "value": 1}) == SlotSet("a", 1)


async def test_slots_that_words_fill_are_still_filled(engine: RasaEngine) -> None:
    """Looking for them is left out only where no slot asks for it: the small project's do."""
    domain = engine._processor.domain
    tracker = recall("c1", (), domain)
    tracker.update_with_events(
        [
            ActionExecuted("complaint_form"),
            ActiveLoop("complaint_form"),
            SlotSet("requested_slot", "what"),
            ActionExecuted("action_listen"),
            UserUttered("路灯坏了", {"name": "complaint"}),
        ],
        domain,
    )

    found = await ActionExtractSlots(None).run(None, None, tracker, domain)

    assert found == [SlotSet("what", "路灯坏了")]


async def test_nothing_is_looked_for_where_actions_fill_the_slots(dialogue: RasaEngine) -> None:
    """As Rasa itself would find out, slot by slot."""
    domain = dialogue._processor.domain
    for said in conversations():
        (memory,) = await play(dialogue, said[:1])
        tracker = recall("c1", memory, domain)

        assert (
            await _extract_from_words(ActionExtractSlots(None), None, None, tracker, domain) == []
        )
        assert await ActionExtractSlots(None).run(None, None, tracker, domain) == []
