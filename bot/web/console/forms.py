"""What somebody writes about a ticket: kept until it got through."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.services.department_calls import Verb
from bot.services.mentioning import FIELD as MENTION
from bot.web.console.timeline import Happening
from bot.web.console.visit import Form

FIELDS: Mapping[Verb, Sequence[str]] = {
    Verb.ACKNOWLEDGE: (),
    Verb.NOTE: ("text",),
    Verb.ANSWER: ("text", "outcome"),
    Verb.ASK: ("text",),
    Verb.TAKE: (),
    Verb.RETURN: ("reason",),
    Verb.TRANSFER: ("to", "reason"),
}
"""What the form of each step holds."""

NAMES = ("text", "outcome", "to", "reason", "numbers", "template")
"""Every field that is given back."""


def new_call() -> str:
    """An id for one form: sent twice it counts once."""
    return f"web_{secrets.token_hex(12)}"


@dataclass(frozen=True)
class Draft:
    """A form that came back; `form` says which one, "" that there is none.

    `wrong` names the field that `error` is about. `moved` is what happened meanwhile, `preview`
    how the citizen would read the answer; `hint` says what could be better in it.
    """

    form: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    call: str = ""
    error: str = ""
    wrong: str = ""
    moved: Sequence[Happening] = ()
    preview: str = ""
    hint: str = ""

    @classmethod
    def of(cls, name: str, form: Form, **more: Any) -> "Draft":
        """What was sent as the form of this name."""
        fields = {one: form.raw(one) for one in NAMES}
        fields[MENTION] = " ".join(form.all(MENTION))
        return cls(name, fields, form.raw("call") or new_call(), **more)

    def value(self, form: str, name: str) -> str:
        """What stands in this field of this form."""
        return self.fields.get(name, "") if form == self.form else ""

    def call_of(self, form: str) -> str:
        """The id of this form's step: the same while it did not get through."""
        return self.call if form == self.form and self.call else new_call()

    def about(self, form: str) -> bool:
        """Whether this form came back."""
        return form == self.form
