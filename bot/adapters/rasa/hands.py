"""Rasa's calls to its action server, answered inside this process."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, overload

from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection as Rejected
from rasa_sdk.utils import call_potential_coroutine

from bot.domain.errors import DialogueFailed


class Hands(EndpointConfig):
    """The action server that Rasa believes to call."""

    def __init__(self, package: str | None) -> None:
        super().__init__(url=None)
        self._executor = executor_of(package)
        self._domain: dict[str, Any] = {}

    def know(self, domain: Domain) -> None:
        """Keep the domain as actions see it: turning it into a dict for every call is slow."""
        self._domain = domain.as_dict()

    # Rasa's own comparison, by address, would leave it without a hash
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @property
    def names(self) -> frozenset[str]:
        """The actions that exist."""
        return frozenset(self._executor.actions)

    async def do(
        self, name: str, tracker: DialogueStateTracker
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Run this action: what is to be said, and which events follow.

        A form's rejection lets Rasa choose another action.
        """
        action = self._executor.actions.get(name)
        if action is None:
            raise DialogueFailed(
                f"domain.yml names the action {name}, and actions/ has no such class"
            )
        dispatcher = CollectingDispatcher()
        try:
            done = action(dispatcher, seen_by_actions(tracker), self._domain)
            events = await call_potential_coroutine(done)
        except Rejected as rejection:
            raise ActionExecutionRejection(rejection.action_name, rejection.message) from rejection
        return dispatcher.messages, self._executor.validate_events(events or [], name)


def seen_by_actions(tracker: DialogueStateTracker) -> Tracker:
    """The conversation as actions see it. Its events are written out when somebody reads them."""
    loop = tracker.active_loop
    return Tracker(
        sender_id=tracker.sender_id,
        slots=tracker.current_slot_values(),
        latest_message=tracker._latest_message_data(),
        events=_Written(list(tracker.events)),
        paused=tracker.is_paused(),
        followup_action=tracker.followup_action,
        active_loop=dict(vars(loop)) if loop else {},
        latest_action_name=tracker.latest_action_name,
    )


class _Written(Sequence[dict[str, Any]]):
    """Events as the action server gets them: actions rarely look at one of them."""

    def __init__(self, events: list[Event]) -> None:
        self._events = events

    def __len__(self) -> int:
        return len(self._events)

    @overload
    def __getitem__(self, at: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return [event.as_dict() for event in self._events[at]]
        return self._events[at].as_dict()


def use_own_hands() -> None:
    """Let Rasa's actions be done here, without a request, its JSON and its schema."""
    RemoteAction.run = _done_here


async def _done_here(
    action: RemoteAction,
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> list[Event]:
    said, events = await action.action_endpoint.do(action.name(), tracker)
    uttered = await action._utter_responses(said, output_channel, nlg, tracker)
    return [*uttered, *deserialise_events(events)]


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
