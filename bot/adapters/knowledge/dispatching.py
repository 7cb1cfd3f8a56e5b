"""The dispatch catalogue of a knowledge base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from bot.adapters.catalogue import load_catalogue
from bot.adapters.knowledge.folder import as_folder
from bot.domain.dispatch import Catalogue, Delivery
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


def deliveries_of(files: Files, environment: Mapping[str, str]) -> dict[str, Delivery]:
    """How units are told, as far as their secrets are set in this environment."""
    with as_folder({CATALOGUE: files[CATALOGUE]}) as root:
        _, deliveries = load_catalogue(root / CATALOGUE, _SomeSecrets(environment))
    return {code: one for code, one in deliveries.items() if one.secret != _UNSET}


@lru_cache(maxsize=16)
def _catalogue(content: bytes) -> Catalogue:
    with as_folder({CATALOGUE: content}) as root:
        try:
            return load_catalogue(root / CATALOGUE, _AnySecret())[0]
        except BadFile as error:
            raise BadFile(Path(CATALOGUE), error.line, error.problem, error.remedy) from None


_UNSET = "not set"


class _AnySecret(Mapping[str, str]):
    """Every variable is set."""

    def __getitem__(self, name: str) -> str:
        return _UNSET

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class _SomeSecrets(_AnySecret):
    """Those of the environment, and something that stands for the others."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def __getitem__(self, name: str) -> str:
        return self._environment.get(name) or _UNSET
