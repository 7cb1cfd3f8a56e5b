"""Long words in parts that WeChat takes: cut where a sentence ends, never inside a character."""

import regex

LIMIT = 2048
"""Bytes of UTF-8 that a text message may have."""
AGAIN = "（如已收到，请忽略）\n"
"""Stands before a message that may have arrived already."""
ROOM = LIMIT - len(AGAIN.encode())

FULL_TEXT = "\n……\n全文请看："
SHORTENED = "\n……（内容较长，未能全部显示）"

SENTENCE_ENDS = frozenset("。！？!?；;…\n")
CLOSING = frozenset("”’」』）)】》\"'")
BREATHS = frozenset("，,、 \t：:")


def fit(words: str, link: str) -> list[str]:
    """`words` in at most two parts of at most LIMIT bytes; what is left over ends in `link`.

    The parts joined are the words again, as far as they go. No words, no parts.
    """
    first, rest = _cut(words, ROOM)
    if not rest:
        return [first] if first else []
    if size(rest) <= ROOM:
        return [first, rest]
    ending = f"{FULL_TEXT}{link}" if link else SHORTENED
    second, _ = _cut(rest, ROOM - size(ending))
    return [first, second + ending]


def clipped(words: str, limit: int = LIMIT) -> str:
    """`words`, or as many of them as have room."""
    return _cut(words, limit)[0]


def size(words: str) -> int:
    """Bytes of UTF-8."""
    return len(words.encode("utf-8", "replace"))


def _cut(words: str, limit: int) -> tuple[str, str]:
    """The longest good beginning of at most `limit` bytes, and the rest."""
    if size(words) <= limit:
        return words, ""
    clusters = _clusters(words, limit)
    fitting = _fitting(clusters, limit)
    border = _border(clusters, fitting)
    return "".join(clusters[:border]), "".join(clusters[border:])


def _clusters(words: str, limit: int) -> list[str]:
    """What a reader sees as one character each; only one longer than a whole part is torn."""
    found: list[str] = []
    for cluster in regex.findall(r"\X", words):
        found.extend(cluster if size(cluster) > limit else [cluster])
    return found


def _fitting(clusters: list[str], limit: int) -> int:
    """How many clusters have room."""
    room = limit
    for count, cluster in enumerate(clusters):
        room -= size(cluster)
        if room < 0:
            return count
    return len(clusters)


def _border(clusters: list[str], fitting: int) -> int:
    """Where to cut: after a sentence, or at least a breath, in the second half of what fits."""
    for stops in (SENTENCE_ENDS, BREATHS):
        for border in range(fitting, fitting // 2, -1):
            if clusters[border - 1] in stops and not _closes(clusters, border):
                return border
            if clusters[border - 1] in CLOSING and border > 1 and clusters[border - 2] in stops:
                return border
    return fitting


def _closes(clusters: list[str], border: int) -> bool:
    """A closing quotation mark belongs to the sentence before it."""
    return border < len(clusters) and clusters[border] in CLOSING
