"""Keywords as a file: a line for the words, a line for what they stand for."""

import json
from collections.abc import Iterator

from bot.adapters.knowledge.reading import read_mapping
from bot.domain.errors import BadFile, FieldRejected
from bot.domain.keywords import Keyword, Keywords
from bot.domain.revisions import Files


class KeywordsFile:
    """The port `Part`."""

    path = "keywords.yml"

    def read(self, files: Files) -> Keywords | None:
        try:
            return keywords_in(files[self.path]) if self.path in files else None
        except (BadFile, FieldRejected):
            return None

    def write(self, files: Files, value: Keywords) -> bytes:
        lines = [line for one in value.all for line in _lines(one)]
        return ("\n".join(["keywords:", *lines] if lines else ["keywords: []"]) + "\n").encode()


def keywords_in(content: bytes) -> Keywords:
    """Raises BadFile and FieldRejected."""
    return Keywords.of(read_mapping(KeywordsFile.path, content).get("keywords") or [])


def _lines(one: Keyword) -> Iterator[str]:
    # JSON's texts and lists are YAML's, too, whatever they look like
    yield f"- words: {json.dumps(list(one.words), ensure_ascii=False)}"
    name, told = ("question", one.question) if one.question else ("says", one.says)
    yield f"  {name}: {json.dumps(told, ensure_ascii=False)}"
