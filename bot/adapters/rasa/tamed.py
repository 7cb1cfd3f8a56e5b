"""Habits of Rasa 3.6 that do not fit a public service, changed in one place.

It logs citizens' words, expands ${VARIABLES} of the environment in every YAML file read anywhere in
the process, and compiles the same JSON schema and searches the same classes for every action.
"""

from __future__ import annotations

import functools
import logging
import sys
from typing import Any

import jsonschema
import rasa.core.agent
import rasa.core.processor
import rasa.shared.core.events
import rasa.shared.utils.io
import ruamel.yaml
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

_ENVIRONMENT_TAG = "!env_var"


def tame() -> None:
    """Change all habits; calling it again also reaches modules imported since."""
    _keep_words_out_of_logs()
    _leave_the_environment_alone()
    _remember_what_never_changes()


class _Mute:
    """A logger that says nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None


def _keep_words_out_of_logs() -> None:
    """Failures reach us as exceptions; everything else Rasa logs repeats messages and slots."""
    for name in ("rasa", "rasa_sdk"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    for name, module in list(sys.modules.items()):
        if name.startswith("rasa.") and hasattr(module, "structlogger"):
            module.structlogger = _Mute()


def _leave_the_environment_alone() -> None:
    """An editor's `${HUIYING_WECHAT_APP_SECRET}` stays these words."""
    ruamel.yaml.SafeConstructor.yaml_constructors.pop(_ENVIRONMENT_TAG, None)
    for resolver in (ruamel.yaml.Resolver, ruamel.yaml.resolver.VersionedResolver):
        by_first_letter = resolver.__dict__.get("yaml_implicit_resolvers", {})
        for first, known in by_first_letter.items():
            by_first_letter[first] = [(tag, form) for tag, form in known if tag != _ENVIRONMENT_TAG]


def _remember_what_never_changes() -> None:
    validator = jsonschema.Draft7Validator(RemoteAction.action_response_format_spec())

    def is_valid(self: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = is_valid
    if not hasattr(Event.resolve_by_type, "cache_clear"):
        Event.resolve_by_type = staticmethod(functools.lru_cache(maxsize=64)(Event.resolve_by_type))
