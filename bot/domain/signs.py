"""Does a message hold anything that can be understood? What it is when it holds no words."""

import re
from enum import StrEnum


class Sign(StrEnum):
    """A message without words that we know."""

    MARKS = "marks"  # ？？？
    NUMBER = "number"  # 123
    LINK = "link"
    LETTERS = "letters"  # English, or keys struck at random
    CHARACTER = "character"  # 水


def sign_of(text: str) -> Sign | None:
    """What `text` is; None when it has words in it."""
    said = text.strip()
    return next((sign for sign, shape in _SHAPES.items() if shape.fullmatch(said)), None)


_LETTERS = "A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff"
_SHAPES = {
    Sign.MARKS: re.compile(r"[^\w〔〕]*|_+"),
    Sign.NUMBER: re.compile(r"[\d０-９]+(?:[.．,，\-\s][\d０-９]+)*[\s。.！!？?]*"),
    Sign.LINK: re.compile(
        r"(?:https?://|www\.)[^\s\u4e00-\u9fff]+|[\w-]+(?:\.[\w-]+)*\.(?:com|cn|net|org)(?:/\S*)?",
        re.IGNORECASE | re.ASCII,
    ),
    Sign.CHARACTER: re.compile(rf"[\u4e00-\u9fff{_LETTERS}][\s。.！!？?，,～~]*"),
    Sign.LETTERS: re.compile(
        rf"[{_LETTERS}][^{_LETTERS}\u4e00-\u9fff〔〕]*[{_LETTERS}][^\u4e00-\u9fff〔〕]*"
    ),
}
