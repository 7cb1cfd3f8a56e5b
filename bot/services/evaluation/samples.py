"""What a file of messages says about them, as it is compared with what the bot finds."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.services.evaluation.emergencies import Cry
from bot.services.evaluation.facts import Marked
from bot.services.evaluation.questions import Wanted
from bot.services.evaluation.robustness import Known


@dataclass(frozen=True)
class Sample:
    """A message, with the type and the units it was filed under; None or empty where not told.

    `source` is the city or site that it comes from.
    """

    text: str
    kind: str | None = None
    units: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Question:
    """An answered letter of an archive by its title and by its text without it.

    `asked`: the letter is looked for by its title; others only stand around it.
    """

    id: str
    title: str
    text: str
    asked: bool = True


@dataclass(frozen=True)
class Insult:
    """A text that people called offensive or not; `held_out`: nothing was chosen by it."""

    text: str
    offensive: bool
    held_out: bool = True


@dataclass
class Material:
    """All that is evaluated; a list is empty where no file holds such rows.

    What is written in this repository stands by the part of its gold set (`dev`, `held_out`).
    `remarks` are sentences for whoever owns the files.
    """

    letters: list[Sample] = field(default_factory=list)
    short: list[Sample] = field(default_factory=list)
    strange: dict[str, list[str]] = field(default_factory=dict)
    archive: list[Question] = field(default_factory=list)
    insults: list[Insult] = field(default_factory=list)
    own: dict[str, Sequence[Sample]] = field(default_factory=dict)
    facts: dict[str, Sequence[Marked]] = field(default_factory=dict)
    wanted: dict[str, Sequence[Wanted]] = field(default_factory=dict)
    cries: dict[str, Sequence[Cry]] = field(default_factory=dict)
    abuse: dict[str, Sequence[str]] = field(default_factory=dict)
    spoilt: dict[str, Sequence[Known]] = field(default_factory=dict)
    several: dict[str, Sequence[tuple[int, str]]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(value for name, value in vars(self).items() if name != "remarks")
