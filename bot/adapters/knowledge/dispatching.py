"""The dispatch catalogue of a knowledge base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from bot.adapters.catalogue import load_catalogue
from bot.adapters.knowledge.folder import as_folder
from bot.domain.dispatch import Catalogue
from bot.domain.errors import BadFile
from bot.domain.revisions import Files

CATALOGUE = "departments.yml"


def catalogue_of(files: Files) -> Catalogue:
    """Units, topics and words. Raises BadFile, also where there is none.

    How a unit is told is the operator's business: whether its secret is set is not asked.
    """
    if CATALOGUE not in files:
        raise BadFile(Path(CATALOGUE), None, "没有派单目录。", "请从发布的版本里恢复它。")
    return _catalogue(files[CATALOGUE])


@lru_cache(maxsize=16)
def _catalogue(content: bytes) -> Catalogue:
    with as_folder({CATALOGUE: content}) as root:
        try:
            return load_catalogue(root / CATALOGUE, _AnySecret())[0]
        except BadFile as error:
            raise BadFile(Path(CATALOGUE), error.line, error.problem, error.remedy) from None


class _AnySecret(Mapping[str, str]):
    """Every variable is set."""

    def __getitem__(self, name: str) -> str:
        return "set"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
