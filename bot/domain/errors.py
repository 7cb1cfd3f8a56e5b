"""Everything that can go wrong, as one tree.

HuiyingError
├── BadInput                  a setting or a file is wrong: it says where and what to change
│   ├── BadSetting
│   └── BadFile
├── RequestRejected           a call that is not what it claims to be
│   ├── SignatureRejected
│   ├── BodyRejected
│   └── PageStale             a change that was not asked for on a page we gave this person
├── NotFound                  no such ticket, department, attachment
├── NotYours                  it exists, but for somebody else
├── StepNotAllowed            the ticket's state does not allow this step
│   ├── CallIdTaken           a call's id was used before for something else
│   ├── MovedMeanwhile        something happened that the person has not seen: `events` tells what
│   ├── SavedMeanwhile        somebody else saved the same file or entry first: `differences` tell
│   └── NotReleasable         something speaks against publishing: `reasons` tell what
├── FieldRejected             a field of a call is missing or wrong: `field` names it
├── SignInRefused             who this is could not be shown: `words` for the page, `wait_s`
├── LastAdmin                 nobody could run the house any more
├── TurnConflict              somebody else took this turn first: look again
├── StoreAway                 the database cannot be reached or cannot write: it may be back soon
├── SpoolRefused              nor can our own disk take it: whoever brought it keeps it
├── DialogueFailed            the dialogue gave no usable answer
├── DialogueRests             the dialogue is left alone for a while: the same may succeed later
└── DeliveryFailed            a parcel did not arrive
    ├── TryLater              it may arrive at another time: `after` says when at the earliest
    │   ├── Unclear           it may have arrived: tried once more, and marked as a repetition
    │   └── NotKept           a file came and our disk did not take it: a human must make room
    ├── GiveUp                it will never arrive as it is: a human must look
    ├── NoChannelNow          nothing may be sent to this citizen now: kept for the next contact
    └── Unknown               it may have arrived: never repeat it blindly
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.revisions import Difference
    from bot.domain.tickets import Event


class HuiyingError(Exception):
    """Root of all errors that this project raises itself."""


class BadInput(HuiyingError):
    """A setting or a file is wrong."""


class BadSetting(BadInput):
    """A setting is missing or wrong."""


class BadFile(BadInput):
    """A file is wrong at a place that can be named."""

    def __init__(self, path: Path, line: int | None, problem: str, remedy: str) -> None:
        place = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{place}: {problem} {remedy}")
        self.path, self.line, self.problem, self.remedy = path, line, problem, remedy


class RequestRejected(HuiyingError):
    """A call that is not what it claims to be."""


class SignatureRejected(RequestRejected):
    """The signature is missing, wrong, too old or used before."""


class BodyRejected(RequestRejected):
    """The body cannot be read as what it should be."""


class PageStale(RequestRejected):
    """A change of the console that was not asked for on a page we gave this person."""


class NotFound(HuiyingError):
    """There is no such thing."""


class NotYours(HuiyingError):
    """It exists, but belongs to somebody else."""


class StepNotAllowed(HuiyingError):
    """The ticket's state does not allow this step."""


class CallIdTaken(StepNotAllowed):
    """The id of this call was used before, for a call that said something else."""


class MovedMeanwhile(StepNotAllowed):
    """Since the page was drawn these events have happened; nothing was done."""

    def __init__(self, events: Sequence["Event"]) -> None:
        super().__init__("这件工单刚刚有了新的进展，请先看一下再办。您写的内容没有提交，也没有丢。")
        self.events = tuple(events)


class SavedMeanwhile(StepNotAllowed):
    """Somebody else saved the same first; nothing was written, and nothing is lost.

    `differences` lead from what is kept now to what was to be saved.
    """

    def __init__(self, differences: Sequence["Difference"]) -> None:
        super().__init__("刚才有别的同志先保存了同一处。您写的还在，请对照一下再保存。")
        self.differences = tuple(differences)


class NotReleasable(StepNotAllowed):
    """This may not be published, at least not so, or not by this person."""

    def __init__(self, problem: str, reasons: Sequence[str] = ()) -> None:
        super().__init__(problem)
        self.reasons = tuple(reasons)


class FieldRejected(HuiyingError):
    """A field of a call is missing or wrong."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field, self.problem = field, problem


class SignInRefused(HuiyingError):
    """Who this is could not be shown. `words` are for the page; `wait_s`: not before."""

    def __init__(self, words: str, wait_s: int = 0) -> None:
        super().__init__(words)
        self.words, self.wait_s = words, wait_s


class LastAdmin(HuiyingError):
    """Without this person nobody could run the house any more."""


class TurnConflict(HuiyingError):
    """Somebody else took this turn, or changed this ticket, first."""


class StoreAway(HuiyingError):
    """The database cannot be reached, or cannot write: the same may succeed when it is back."""


class SpoolRefused(HuiyingError):
    """Neither the database nor our own disk can take it now."""


class DialogueFailed(HuiyingError):
    """The dialogue gave no usable answer."""


class DialogueRests(HuiyingError):
    """The dialogue is left alone for a while: this turn had better wait for it."""


class DeliveryFailed(HuiyingError):
    """A parcel did not arrive."""


class TryLater(DeliveryFailed):
    """It may arrive at another time."""

    def __init__(self, problem: str, after: timedelta | None = None) -> None:
        super().__init__(problem)
        self.after = after


class Unclear(TryLater):
    """It may have arrived; the channel allows one more try that says so."""


class NotKept(TryLater):
    """A file came, and our own disk did not take it."""


class GiveUp(DeliveryFailed):
    """It will never arrive as it is."""


class NoChannelNow(DeliveryFailed):
    """Nothing may be sent to this citizen now."""


class Unknown(DeliveryFailed):
    """Sent, but nobody knows whether it arrived."""


def without_words(error: BaseException) -> Mapping[str, str]:
    """The error's kind and place, for a log: its own words may be a citizen's."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else ""
    return {"error": type(error).__name__, "place": place}
