"""Numbers as a browser sends them: anybody may write anything there."""

LONGEST = 9
"""Digits: more than any of our counts has, and what the smallest number of a database holds."""


def number_of(words: str, other: int = 0) -> int:
    """The number that these words are; `other` if they are none, or far too long a one."""
    return int(words) if is_number(words) else other


def is_number(words: str) -> bool:
    """Whether these are digits, and not too many of them."""
    return words.isascii() and words.isdecimal() and len(words) <= LONGEST
