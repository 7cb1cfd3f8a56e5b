"""Rules and stories as they stand in Rasa's files: read as steps, changed step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.revisions import Files
from bot.domain.story_check import Known, Path

RULES = "stories/"


@dataclass(frozen=True)
class Wish:
    """A step as an editor wants it: one that stood at `at`, or a new one; under other `names`.

    `names` are intents or actions; without them a step stays as it is.
    """

    at: int | None
    kind: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Saying:
    """One of the bot's own sentences: its wordings, and the titles of what can be tapped."""

    name: str
    texts: tuple[str, ...]
    taps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Script:
    """All of it: paths in the order of files, what may be said for each intent, and the sentences.

    `faults` are files that cannot be read, with the reason.
    """

    paths: tuple[Path, ...]
    known: Known
    examples: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sayings: Mapping[str, Saying] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


class Stories(Protocol):
    """Reads and writes them; what is not changed stays as it was written."""

    def read(self, files: Files) -> Script:
        """What can be read of these files."""
        ...

    def changed(self, content: bytes, name: str, steps: Sequence[Wish]) -> bytes:
        """The file with this rule's steps as wished. Raises NotFound, FieldRejected, BadFile."""
        ...

    def added(self, content: bytes, name: str, intent: str, action: str) -> bytes:
        """The file with one more rule: who says this is answered so. Raises FieldRejected."""
        ...

    def without(self, content: bytes, name: str) -> bytes:
        """The file without this rule. Raises NotFound."""
        ...

    def saying(self, content: bytes, name: str, texts: Sequence[str]) -> bytes:
        """domain.yml with other wordings of a sentence, new or known. Raises FieldRejected."""
        ...
