"""Were letters that are evaluated among those that the model learned from?"""

import hashlib
import unicodedata
from collections.abc import Container, Iterable, Sequence

from bot.domain.personal_data import redact
from bot.services.evaluation.samples import Sample


def digest(text: str) -> bytes:
    """The same for the same words, however they are spaced, and with personal data or without."""
    plain = "".join(unicodedata.normalize("NFKC", redact(text)).split())
    return hashlib.blake2b(plain.encode(), digest_size=12).digest()


def digests(texts: Iterable[str]) -> frozenset[bytes]:
    """Of every text."""
    return frozenset(map(digest, texts))


def warning(samples: Sequence[Sample], learned: Container[bytes]) -> str:
    """A sentence when letters were learned from, or nothing."""
    known = sum(digest(sample.text) in learned for sample in samples)
    if not known:
        return ""
    return (
        f"注意：{len(samples)} 封来信中有 {known} 封就在训练用的来信档案里，"
        "模型见过它们，这些分数会偏高。"
    )
