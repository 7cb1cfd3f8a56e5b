"""Rasa's calls to its action server, answered inside this process."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from rasa.core.actions.action import ActionExecutionRejection
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection as Rejected

from bot.domain.errors import DialogueFailed


class Hands(EndpointConfig):
    """The action server that Rasa believes to call."""

    def __init__(self, package: str | None) -> None:
        super().__init__(url=None, enable_selective_domain=True)
        self._executor = executor_of(package)
        self._domain: dict[str, Any] = {}

    def know(self, domain: Domain) -> None:
        """Keep the domain as actions see it: turning it into a dict for every call is slow."""
        self._domain = domain.as_dict()

    @property
    def names(self) -> frozenset[str]:
        """The actions that exist."""
        return frozenset(self._executor.actions)

    async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> Any:
        """Run the action that `json` names; a form's rejection lets Rasa choose another one."""
        name = json.get("next_action")
        if name not in self._executor.actions:
            raise DialogueFailed(
                f"domain.yml names the action {name}, and actions/ has no such class"
            )
        try:
            return await self._executor.run({**json, "domain": self._domain})
        except Rejected as rejection:
            raise ActionExecutionRejection(rejection.action_name, rejection.message) from rejection


def executor_of(package: str | None) -> ActionExecutor:
    """An executor with every action of a package that has a name."""
    executor = ActionExecutor()
    for module in _modules(package) if package else ():
        for action in _actions_in(module):
            executor.register_action(action)
    return executor


def _modules(package: str) -> Iterator[ModuleType]:
    root = importlib.import_module(package)
    yield root
    for found in pkgutil.walk_packages(getattr(root, "__path__", ()), f"{package}."):
        yield importlib.import_module(found.name)


def _actions_in(module: ModuleType) -> Iterator[type[Action]]:
    """Its own classes; a base class that names no action is not one."""
    for _, kind in inspect.getmembers(module, inspect.isclass):
        own = kind.__module__ == module.__name__ and issubclass(kind, Action)
        if own and not inspect.isabstract(kind) and _named(kind):
            yield kind


def _named(kind: type[Action]) -> bool:
    try:
        return bool(kind().name())
    except (NotImplementedError, TypeError):
        return False
