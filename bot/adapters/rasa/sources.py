"""What a model is made from, and which model that is: told without Rasa, which takes seconds."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import BadFile

_SUFFIXES = (".yml", ".yaml")


@dataclass(frozen=True)
class Sources:
    """What a model is trained from: Rasa's files, and letters, JSON lines of text and intent."""

    config: Path
    domain: Path
    data: tuple[Path, ...]  # folders or files: nlu, stories, rules, responses
    letters: Path | None = None

    @classmethod
    def in_folder(cls, folder: Path, letters: Path | None = None) -> Sources:
        """The files where a Rasa project keeps them, `nlu/` and `stories/` for `data/`."""
        data = tuple(path for path in (folder / "nlu", folder / "stories") if path.exists())
        return cls(folder / "config.yml", folder / "domain.yml", data, letters)

    @property
    def data_files(self) -> list[Path]:
        """The files of examples, answers and stories."""
        return [file for path in self.data for file in yaml_files(path)]

    @property
    def knowledge(self) -> list[Path]:
        """What an editor writes: those, and the domain."""
        return [*self.data_files, *yaml_files(self.domain)]

    def files(self) -> Iterator[Path]:
        """Every file that has a say in the model."""
        yield self.config
        yield from yaml_files(self.domain)
        yield from self.data_files
        if self.letters:
            yield self.letters


@dataclass(frozen=True)
class Trained:
    """A model file and its version, which is the fingerprint of all it was made from."""

    path: Path
    version: str
    fresh: bool  # False when the same content had been trained before


def trained_before(sources: Sources, models: Path) -> Trained | None:
    """The model in the folder `models` that the same content was made into, if there is one.

    Raises BadFile when a file is missing.
    """
    missing = [
        path for path in (sources.config, sources.domain, *sources.data) if not path.exists()
    ]
    if missing:
        raise BadFile(missing[0], None, "没有这个文件。", "请从发布的版本里恢复它。")
    version = fingerprint(sources)
    path = models / f"{version}.tar.gz"
    return Trained(path, version, fresh=False) if path.is_file() else None


def fingerprint(sources: Sources) -> str:
    """Twelve hex digits that change whenever a trained model would."""
    digest = hashlib.sha256(importlib.metadata.version("rasa").encode())
    components = Path(__file__).resolve().parents[3] / "nlu" / "components"
    for path in (*sources.files(), *sorted(components.glob("*.py"))):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def yaml_files(path: Path) -> Iterator[Path]:
    """This file, or the YAML files below this folder."""
    if path.is_file():
        yield path
    else:
        yield from sorted(found for found in path.rglob("*") if found.suffix in _SUFFIXES)
