"""The examples that a model learned from: found by how like a text they are."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from ruamel.yaml import YAML

from bot.adapters.similar import SimilarLetters, build
from bot.services.archive import Letters
from bot.services.reasons import Near

OWN, ARCHIVE = "自带例句", "来信档案"
NEAREST = 5

_EXAMPLE = re.compile(r"^\s*-\s+(.+?)\s*$", re.MULTILINE)


class NearestExamples:
    """Of the repository's files and of the imported letters. Keeps the port `Examples`.

    A letter is named by its id and its type, never by its words.
    """

    def __init__(
        self, folder: Path, archive: SimilarLetters | None = None, letters: Letters | None = None
    ) -> None:
        self._examples = list(_examples(folder))
        self._archive, self._letters = archive, letters

    async def like(self, text: str) -> Sequence[Near]:
        own = [self._examples[at] for at in _nearest(text, self._examples)]
        return [*own, *await self._of_the_archive(text)]

    async def _of_the_archive(self, text: str) -> list[Near]:
        if self._archive is None or self._letters is None:
            return []
        ids = [name for name, _ in self._archive.search(text, NEAREST)]
        return [
            Near(f"{ARCHIVE} {letter.id}", letter.type.value if letter.type else "")
            for letter in await self._letters.some(ids)
        ]


def _nearest(text: str, examples: Sequence[Near]) -> list[int]:
    with tempfile.TemporaryDirectory(prefix="huiying-examples-") as name:
        build(Path(name) / "index", ((f"{at}", one.words) for at, one in enumerate(examples)))
        return [int(at) for at, _ in SimilarLetters(Path(name) / "index").search(text, NEAREST)]


def _examples(folder: Path) -> Iterator[Near]:
    for path in sorted(folder.rglob("*.yml")):
        for entry in YAML(typ="safe").load(path.read_text("utf-8")).get("nlu") or ():
            for words in _EXAMPLE.findall(entry.get("examples", "")):
                yield Near(f"{OWN} {path.name}", entry["intent"], words)
