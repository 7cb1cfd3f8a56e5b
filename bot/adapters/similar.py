"""Which letters of the archive are like this one? An index of their characters, on disk.

BM25 over characters and pairs of them. How much one tells is learned from matters that were told
in short and at length: whose title says "question about" rarely says so again. A search reads only
the postings of its own characters from files that are mapped into memory, so that fifty thousand
letters cost no more memory than six.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]

_NO_WORD = re.compile(r"[\W_]+")
_SATURATION, _LENGTH = 0.5, 0.9
"""BM25's k1 and b, by cross-validation: how often a letter says a word tells little."""
_TELLING, _FEW = 2.0, 50
"""What tells less, and occurs in more than a few letters, is left out: it finds nothing."""
_SAID_AGAIN, _UNTIL = 0.5, 10
"""How often a gram is said again where so many cases do not tell."""
_ARRAYS = ("keys", "starts", "letters", "weights")
_IDS = "ids.json"


class SimilarLetters:
    """An index that `build` wrote. Keeps the port `Similar`."""

    def __init__(self, folder: Path) -> None:
        """Raises FileNotFoundError where there is no index."""
        self._ids: list[str] = json.loads((folder / _IDS).read_text("utf-8"))
        self._keys, self._starts, self._letters, self._weights = (
            np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS
        )

    def search(self, text: str, limit: int = 5) -> list[tuple[str, float]]:
        """Ids of the letters most like `text` with how much they are, the most alike first."""
        wanted = np.fromiter(set(_grams(text)), dtype=np.uint32)
        places = np.searchsorted(self._keys, wanted)
        spans = [
            slice(self._starts[at], self._starts[at + 1])
            for at, key in zip(places.tolist(), wanted.tolist(), strict=True)
            if at < len(self._keys) and self._keys[at] == key
        ]
        if not spans:
            return []
        found = np.concatenate([self._letters[span] for span in spans])
        weights = np.concatenate([self._weights[span] for span in spans])
        scores = np.bincount(found, weights, minlength=len(self._ids))
        best = np.argsort(-scores, kind="stable")[:limit]
        return [(self._ids[at], float(scores[at])) for at in best.tolist() if scores[at] > 0]


def build(
    folder: Path, letters: Iterable[tuple[str, str]], told: Iterable[tuple[str, str]] = ()
) -> None:
    """Write the index of letters, id and text each; it is there whole, or as it was before.

    `told` are matters in short and at length, such as the title and the words of a letter.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".index-") as name:
        unfinished = Path(name) / "index"
        unfinished.mkdir()
        _write(unfinished, letters, told)
        if folder.exists():
            os.replace(folder, Path(name) / "before")
        os.replace(unfinished, folder)
        shutil.rmtree(Path(name) / "before", ignore_errors=True)


def _write(
    folder: Path, letters: Iterable[tuple[str, str]], told: Iterable[tuple[str, str]]
) -> None:
    ids, keys, numbers, counts, sizes = [], [], [], [], []
    for number, (name, text) in enumerate(letters):
        found = Counter(_grams(text))
        ids.append(name)
        keys.append(np.fromiter(found, dtype=np.uint32, count=len(found)))
        counts.append(np.fromiter(found.values(), dtype=np.uint16, count=len(found)))
        numbers.append(np.full(len(found), number, dtype=np.int32))
        sizes.append(found.total())
    length = np.array(sizes, dtype=np.float32)
    arrays = _postings(_joined(keys), _joined(numbers), _joined(counts), length, _said_again(told))
    for name, array in zip(_ARRAYS, arrays, strict=True):
        np.save(folder / f"{name}.npy", array)
    (folder / _IDS).write_text(json.dumps(ids, ensure_ascii=False), "utf-8")


def _joined(parts: list[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.array([], dtype=np.int32)


def _said_again(told: Iterable[tuple[str, str]]) -> Mapping[int, float]:
    """How often a gram of the short words is said again in the long ones."""
    short, again = Counter[int](), Counter[int]()
    for title, text in told:
        grams = set(_grams(title))
        short.update(grams)
        again.update(grams.intersection(_grams(text)))
    return {
        gram: (again[gram] + _SAID_AGAIN * _UNTIL) / (number + _UNTIL)
        for gram, number in short.items()
    }


def _postings(
    keys: Numbers, letters: Numbers, counts: Numbers, sizes: Numbers, again: Mapping[int, float]
) -> list[Numbers]:
    """Each gram once, where its letters begin, the letters, and what the gram weighs in each."""
    order = np.argsort(keys, kind="stable")
    keys, letters, counts = keys[order], letters[order], counts[order]
    grams, frequency = np.unique(keys, return_counts=True)
    tells = _telling(grams, frequency, len(sizes), again)
    telling = (tells >= _TELLING) | (frequency <= _FEW)
    kept = np.repeat(telling, frequency)
    letters, counts, frequency = letters[kept], counts[kept].astype(np.float32), frequency[telling]
    usual = (sizes.mean() if len(sizes) else 0.0) or 1.0
    length = 1 - _LENGTH + _LENGTH * sizes[letters] / usual
    weights = counts * (_SATURATION + 1) / (counts + _SATURATION * length)
    weights *= np.repeat(tells[telling], frequency)
    starts = np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64)
    return [grams[telling], starts, letters, weights.astype(np.float32)]


def _telling(
    grams: Numbers, frequency: Numbers, letters: int, again: Mapping[int, float]
) -> Numbers:
    """How much likelier a letter says a gram if it is the one that is meant, in logarithms."""
    meant = np.array([again.get(gram, _SAID_AGAIN) for gram in grams.tolist()])
    any_letter = (frequency + 0.5) / (letters + 1)
    telling: Numbers = np.log1p(meant * (1 - any_letter) / (any_letter * (1 - meant)))
    return telling


def _grams(text: str) -> Iterator[int]:
    """Every character and pair of characters of its words, as a number."""
    plain = _NO_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())
    for size in (1, 2):
        for start in range(len(plain) - size + 1):
            yield zlib.crc32(plain[start : start + size].encode())
