"""Habits of Rasa 3.6 that do not fit a public service, changed in one place.

It logs citizens' words, draws progress bars, expands ${VARIABLES} of the environment in every YAML
file read anywhere in the process, and for every action compiles the same JSON schema and searches
the same classes.
"""

from __future__ import annotations

import functools
import logging
import sys
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import rasa.core.processor
import rasa.engine.recipes.default_components
import rasa.shared.utils.io
import ruamel.yaml.constructor
import ruamel.yaml.resolver
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

_ENVIRONMENT_TAG = "!env_var"


def tame() -> None:
    """Change all habits. Rasa's components are imported first, so that none comes after it."""
    _keep_words_out_of_logs()
    rasa.shared.utils.io.is_logging_disabled = lambda: True  # the bars ask it
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
            setattr(module, "structlogger", _Mute())  # noqa: B010 - modules declare no such name


def _leave_the_environment_alone() -> None:
    """An editor's `${HUIYING_WECHAT_APP_SECRET}` stays these words."""
    ruamel.yaml.constructor.SafeConstructor.yaml_constructors.pop(_ENVIRONMENT_TAG, None)
    for resolver in (ruamel.yaml.resolver.Resolver, ruamel.yaml.resolver.VersionedResolver):
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
