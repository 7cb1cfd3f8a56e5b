"""Words where there is little room."""


def shortened(words: str, longest: int) -> str:
    """`words` on one line, or their beginning and "…", in at most `longest` characters."""
    line = " ".join(words.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
