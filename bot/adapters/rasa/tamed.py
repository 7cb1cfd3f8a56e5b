"""Habits of Rasa 3.6 that do not fit a public service, changed in one place.

It logs citizens' words, draws progress bars, expands ${VARIABLES} of the environment in every YAML
file read anywhere in the process, imports every component it has for one of them, and does for
every event what need be done once or never.
"""

from __future__ import annotations

import copy
import functools
import logging
import sys
import tarfile
from abc import ABCMeta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import rasa.core.actions.action
import rasa.core.processor
import rasa.shared.utils.io
import ruamel.yaml.constructor
import ruamel.yaml.resolver
from rasa.core.actions import forms
from rasa.core.actions.action import ActionExtractSlots, default_actions
from rasa.core.policies import memoization, rule_policy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_VALIDATE_SLOT_MAPPINGS, DEFAULT_SLOT_NAMES
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils.common import class_from_module_path
from tarsafe import TarSafe

from bot.adapters.rasa.domains import quicken_domains
from bot.adapters.rasa.hands import use_own_hands
from bot.adapters.rasa.rules import quicken_rules
from bot.adapters.rasa.trackers import quicken_trackers

_ENVIRONMENT_TAG = "!env_var"


def tame() -> None:
    """Change all habits. What of Rasa is imported after it has nothing to say in a log."""
    _keep_words_out_of_logs()
    _leave_the_environment_alone()
    _do_once()
    _unpack_with_care()


class _Mute:
    """A logger that says nothing."""

    def __getattr__(self, name: str) -> Any:
        return _say_nothing


def _say_nothing(*_: Any, **__: Any) -> None:
    return


def _keep_words_out_of_logs() -> None:
    """Failures reach us as exceptions; everything else Rasa says repeats messages and slots."""
    for name in ("rasa", "rasa_sdk"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    instead = {
        "structlogger": _Mute(),
        "raise_warning": _say_nothing,
        "is_logging_disabled": lambda: True,  # progress bars ask it
    }
    for module in [m for name, m in list(sys.modules.items()) if name.startswith("rasa.")]:
        for name in instead.keys() & vars(module).keys():
            setattr(module, name, instead[name])


def _leave_the_environment_alone() -> None:
    """An editor's `${HUIYING_WECHAT_APP_SECRET}` stays these words."""
    ruamel.yaml.constructor.SafeConstructor.yaml_constructors.pop(_ENVIRONMENT_TAG, None)
    every = ruamel.yaml.resolver.implicit_resolvers
    every[:] = [known for known in every if known[1] != _ENVIRONMENT_TAG]
    for by_letter in ruamel.yaml.resolver.Resolver.yaml_implicit_resolvers.values():
        by_letter[:] = [known for known in by_letter if known[0] != _ENVIRONMENT_TAG]


def _do_once() -> None:
    quicken_rules()
    quicken_trackers()
    use_own_hands()
    quicken_domains()
    _ask_plainly(Event)
    Message.__hash__ = _words_and_intent
    DefaultV1Recipe._from_registry = classmethod(_component)
    rasa.shared.utils.io.read_yaml_file = _read_yaml_file
    ActionExtractSlots.run = _extract
    # Twelve actions of Rasa's own, none of which remembers anything, are made to find one.
    rasa.core.actions.action.default_actions = functools.cache(default_actions)
    # Copies for log entries that nobody writes; these modules copy nothing else.
    for module in (rasa.core.processor, forms, memoization, rule_policy):
        module.copy = SimpleNamespace(deepcopy=lambda value: value)
    if not hasattr(Event.resolve_by_type, "cache_clear"):
        Event.resolve_by_type = staticmethod(functools.lru_cache(maxsize=64)(Event.resolve_by_type))


class _PlainlyAsked(ABCMeta):
    """Whether something is an event of a kind, asked a thousand times a turn.

    Events are abstract classes, whose way of asking serves classes that were registered as kinds of
    others and takes four times as long. No event is such a class.
    """

    __instancecheck__ = type.__instancecheck__


def _ask_plainly(kind: Any) -> None:
    kind.__class__ = _PlainlyAsked
    for narrower in kind.__subclasses__():
        _ask_plainly(narrower)


def _words_and_intent(message: Message) -> int:
    """A hash for finding equal examples; Rasa's own takes the JSON of all that is in them."""
    return hash((message.get(TEXT), message.get(INTENT)))


_any_component = DefaultV1Recipe._from_registry.__func__


def _component(recipe: type[DefaultV1Recipe], name: str) -> Any:
    """Rasa imports all its components, and scikit-learn with them, before it looks for one."""
    if "." in name:
        name = class_from_module_path(name).__name__
    return recipe._registered_components.get(name) or _any_component(recipe, name)


_read_any = rasa.shared.utils.io.read_yaml_file
_read_schema = functools.cache(_read_any)
_OWN = Path(rasa.shared.utils.io.__file__).parents[2]


def _read_yaml_file(filename: str | Path, reader_type: str = "safe") -> Any:
    """Rasa reads two schemas anew for every file that it checks: a third of what training took."""
    if _OWN in Path(filename).parents:
        return copy.deepcopy(_read_schema(str(filename), reader_type))
    return _read_any(filename, reader_type)


_extract_from_words = ActionExtractSlots.run


async def _extract(
    action: ActionExtractSlots, output_channel: Any, nlg: Any, tracker: Any, domain: Domain
) -> list[Event]:
    """Where only our own actions fill slots there is nothing to look for in every message."""
    if ACTION_VALIDATE_SLOT_MAPPINGS in domain.user_actions or any(
        map(_is_extracted, domain.slots)
    ):
        found: list[Event] = await _extract_from_words(action, output_channel, nlg, tracker, domain)
        return found
    return []


def _is_extracted(slot: Slot) -> bool:
    return slot.name not in DEFAULT_SLOT_NAMES and any(
        mapping.get("type") != "custom" or mapping.get("action") for mapping in slot.mappings
    )


def _unpack_with_care() -> None:
    """A model's archive may hold nothing but plain files below its own folder."""
    if hasattr(tarfile, "data_filter"):  # Python 3.11.4 and newer; older ones know no filters
        TarSafe.extraction_filter = staticmethod(tarfile.data_filter)
