"""Does a rule fit the conversation? As Rasa decides it, with every rule taken apart only once.

RulePolicy asks some four hundred times for a decision. Each time it would reverse the rule's
states, turn its lists into tuples, and sort out what must be set and what must not.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    PREVIOUS_ACTION,
    SHOULD_NOT_BE_SET,
    USER,
)
from rasa.shared.core.domain import State
from rasa.shared.nlu.constants import ACTION_NAME, ENTITIES, INTENT, TEXT

NOTHING: Mapping[str, Any] = {}
Condition = tuple[str, str, Any]  # kind of state, name, value
Frozen = tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]
MOST_MOMENTS = 20_000
"""The moments met last are kept, each with the rules that fit it: some hundred bytes."""


@dataclass(frozen=True)
class Step:
    """What a rule asks of one state of the conversation."""

    begins: bool  # nothing may have happened before
    must: tuple[Condition, ...]
    must_not: tuple[Condition, ...]

    @classmethod
    def of(cls, state: Mapping[str, Mapping[str, Any]]) -> Step:
        """The step of a state as Rasa writes it."""
        conditions = [
            (kind, name, tuple(value) if isinstance(value, list) else value)
            for kind, wanted in state.items()
            for name, value in wanted.items()
        ]
        return cls(
            begins=not state.get(PREVIOUS_ACTION),
            must=tuple(c for c in conditions if c[2] and c[2] != SHOULD_NOT_BE_SET),
            must_not=tuple(c for c in conditions if c[2] == SHOULD_NOT_BE_SET),
        )

    @property
    def is_about_words(self) -> bool:
        """Whether it looks at the citizen's very words."""
        return any((kind, name) == (USER, TEXT) for kind, name, _ in (*self.must, *self.must_not))

    def fits(self, state: Mapping[str, Mapping[str, Any]]) -> bool:
        """Whether the conversation was in such a state."""
        begins = not state.get(PREVIOUS_ACTION)
        if self.begins or begins:
            return self.begins and begins
        for kind, name, value in self.must:
            if state.get(kind, NOTHING).get(name) != value:
                return False
        for kind, name, absent in self.must_not:
            found = state.get(kind, NOTHING).get(name)
            if found and found != absent:
                return False
        return True


class Fitting:
    """Which of some rules fit a conversation, each moment compared with each rule only once.

    A set of rules is a number here: one bit a rule, in the order in which they were given.
    """

    def __init__(self, rules: Sequence[Sequence[Step]]) -> None:
        self._rules = rules
        self.reach = max(map(len, rules), default=1)
        """So many moments of a conversation are what rules look at."""
        self._at = functools.lru_cache(maxsize=MOST_MOMENTS)(self._fitting)

    def after(self, moments: Sequence[State]) -> tuple[int, int]:
        """Those that fit the moments, by the latest message's intent and by its mere presence.

        RulePolicy first asks rules about words, then rules about intents.
        """
        latest, *earlier = (_frozen(moment) for moment in reversed(moments))
        by_intent, by_words = self._at(0, latest), self._at(0, _without_intent(latest))
        for back, moment in enumerate(earlier, 1):
            fitting = self._at(back, moment)
            by_intent, by_words = by_intent & fitting, by_words & fitting
        return by_intent, by_words

    def _fitting(self, back: int, moment: Frozen) -> int:
        state = {kind: dict(about) for kind, about in moment}
        return sum(
            1 << number
            for number, steps in enumerate(self._rules)
            if back >= len(steps) or steps[back].fits(state)
        )


def _frozen(moment: State) -> Frozen:
    """A moment without the citizen's words: no rule here looks at them."""
    return tuple(
        (kind, tuple(item for item in about.items() if item[0] != TEXT))
        for kind, about in moment.items()
    )


def _without_intent(moment: Frozen) -> Frozen:
    """As RulePolicy sees a message that was just heard while it asks rules about words."""
    if _LISTENING not in moment:
        return moment
    return tuple(
        (kind, tuple(item for item in about if kind != USER or item[0] not in _UNDERSTOOD))
        for kind, about in moment
    )


_LISTENING = (PREVIOUS_ACTION, ((ACTION_NAME, ACTION_LISTEN_NAME),))
_UNDERSTOOD = frozenset({INTENT, ENTITIES})


def quicken_rules() -> None:
    """Let RulePolicy ask here."""
    RulePolicy._is_rule_applicable = _is_applicable


def _is_applicable(
    _: RulePolicy, rule_key: str, turn_index: int, conversation_state: Mapping[str, Any]
) -> bool:
    steps = steps_of(rule_key)
    return turn_index >= len(steps) or steps[turn_index].fits(conversation_state)


@functools.lru_cache(maxsize=10_000)
def steps_of(rule_key: str) -> tuple[Step, ...]:
    """The rule's steps, the latest first."""
    return tuple(Step.of(state) for state in reversed(json.loads(rule_key)))
