"""What to do next, decided once for each situation.

Rasa's policies are asked two to four times a message, and always say the same where the same rules
fit and the same form is open. This holds for rules and memorised stories that look at no words:
with any other policy everything is decided anew each time.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence

from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT_NAME_KEY

from bot.adapters.rasa.moments import last_moments
from bot.adapters.rasa.rules import Fitting, Step, steps_of

MOST_SITUATIONS = 5_000
"""The situations met last are kept. One takes about a kilobyte."""

Decide = Callable[[DialogueStateTracker], PolicyPrediction]


class Decisions:
    """The decisions of one model's policies."""

    def __init__(self, domain: Domain, policies: Sequence[Policy]) -> None:
        self._domain = domain
        self._rules = next((p for p in policies if type(p) is RulePolicy), None)
        self._stories = [p for p in policies if type(p) is MemoizationPolicy and p.lookup]
        self._repeatable = self._rules is not None and all(map(_repeatable, policies))
        self._fitting = Fitting(_rules_of(self._rules))
        self._known: OrderedDict[Hashable, PolicyPrediction] = OrderedDict()

    def of(self, tracker: DialogueStateTracker, decide: Decide) -> PolicyPrediction:
        """What `decide` says about this conversation, or said about one in the same situation."""
        if not self._repeatable:
            return decide(tracker)
        situation = self._situation(tracker)
        if situation not in self._known:
            self._known[situation] = decide(tracker)
        self._known.move_to_end(situation)
        if len(self._known) > MOST_SITUATIONS:
            self._known.popitem(last=False)
        return _to_be_written(self._known[situation])

    def _situation(self, tracker: DialogueStateTracker) -> Hashable:
        """All that rules, stories and their ensemble ask a conversation."""
        message = tracker.latest_message
        moments = last_moments(tracker, self._domain, self._fitting.reach)
        return (
            self._fitting.after(moments),
            message.intent.get(INTENT_NAME_KEY) if message else None,
            tracker.latest_action_name,
            tracker.active_loop_name,
            tracker.is_active_loop_rejected,
            _refused(tracker),
            *(self._recalled(stories, tracker) for stories in self._stories),
        )

    def _recalled(self, stories: MemoizationPolicy, tracker: DialogueStateTracker) -> str | None:
        """What the stories say: they may look far back, past every turn that only rules know."""
        assert self._rules is not None  # or nothing is repeatable
        only_rules = self._rules._get_rule_only_data()
        states = stories._prediction_states(tracker, self._domain, rule_only_data=only_rules)
        action: str | None = stories.recall(states, tracker, self._domain, only_rules)
        return action


def _repeatable(policy: Policy) -> bool:
    """Whether it looks at nothing but what makes a situation."""
    if policy.config.get("use_nlu_confidence_as_score"):
        return False
    if type(policy) is RulePolicy:
        return not any(step.is_about_words for rule in _rules_of(policy) for step in rule)
    return type(policy) is MemoizationPolicy


def _rules_of(policy: RulePolicy | None) -> list[Sequence[Step]]:
    """Its rules, and after them those that tell how a form is interrupted."""
    lookups = [policy.lookup.get(kind, {}) for kind in _KINDS] if policy else []
    return [steps_of(rule) for lookup in lookups for rule in lookup]


_KINDS = (RULES, RULES_FOR_LOOP_UNHAPPY_PATH)


def _refused(tracker: DialogueStateTracker) -> str | None:
    """The action that was tried last and would not run: it is not tried again."""
    for event in reversed(tracker.events):
        if type(event) is ActionExecuted:
            break
        if type(event) is ActionExecutionRejected:
            return str(event.action_name)
    return None


def _to_be_written(prediction: PolicyPrediction) -> PolicyPrediction:
    """With events of its own: a conversation writes times on those it keeps."""
    twin = copy.copy(prediction)
    twin.events = [copy.copy(event) for event in prediction.events]
    return twin
