"""What an operator reads when something is wrong is in their language, and ends with a remedy."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BAD = {"BadFile", "BadSetting", "BadInput", "FaultyAnswer"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORDS = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")
"""Three words of another language in a row: names and examples are fewer."""
EXAMPLE = re.compile(r"openssl rand|huiying train|whsec_")


def _sentences() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in BAD:
                words = "".join(
                    part.value
                    for part in ast.walk(node)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                )
                yield f"{path.relative_to(ROOT)}:{node.lineno}", words


@pytest.mark.parametrize(("place", "words"), list(_sentences()))
def test_a_complaint_speaks_the_operators_language(place: str, words: str):
    """Chinese, with names of settings and examples as they are written."""
    said = CHINESE.search(words) or not re.search(r"[A-Za-z]{3,} [a-z]{2,}", words)
    assert said, place
    assert not WORDS.search(EXAMPLE.sub("", words)), place
