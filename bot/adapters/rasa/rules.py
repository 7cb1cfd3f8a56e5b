"""Does a rule fit the conversation? As Rasa decides it, with every rule taken apart only once.

RulePolicy asks some four hundred times a message. Each time it would reverse the rule's states,
turn its lists into tuples, and sort out what must be set and what must not.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET

NOTHING: Mapping[str, Any] = {}
Condition = tuple[str, str, Any]  # kind of state, name, value


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


def quicken_rules() -> None:
    """Let RulePolicy ask here."""
    RulePolicy._is_rule_applicable = _is_applicable


def _is_applicable(
    _: RulePolicy, rule_key: str, turn_index: int, conversation_state: Mapping[str, Any]
) -> bool:
    steps = _steps(rule_key)
    return turn_index >= len(steps) or steps[turn_index].fits(conversation_state)


@functools.lru_cache(maxsize=10_000)
def _steps(rule_key: str) -> tuple[Step, ...]:
    """The rule's steps, the latest first."""
    return tuple(Step.of(state) for state in reversed(json.loads(rule_key)))
