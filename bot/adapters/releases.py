"""What each model made of an ordinary week when it was new: a small file beside the model."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from bot.domain.drift import Counts
from bot.services.drift import Release

CHOSEN = "current"
"""The file in the models folder that names the current model."""
MODEL, WEEK = ".tar.gz", ".week.json"


def choose(models: Path, version: str) -> None:
    """Name the current model: the one this machine begins with next time."""
    chosen = models / CHOSEN
    unfinished = chosen.with_suffix(f".{os.getpid()}")
    try:
        unfinished.write_text(version, encoding="utf-8")
        unfinished.replace(chosen)
    finally:
        unfinished.unlink(missing_ok=True)


def current_release(models: Path) -> Release | None:
    """That of the current model in the folder `models`, if there is one and it was measured."""
    try:
        name = (models / CHOSEN).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return release_of(models / f"{name}{MODEL}")


def release_of(model: Path) -> Release | None:
    """None for a model that was never measured."""
    try:
        told = json.loads(_beside(model).read_text(encoding="utf-8"))
        return Release(model.name.removesuffix(MODEL), Counts(**told))
    except (OSError, ValueError, TypeError):
        return None


def keep_release(model: Path, counts: Counts) -> None:
    """Write it down, as a whole or not at all."""
    path = _beside(model)
    unfinished = path.with_suffix(".unfinished")
    told = {**asdict(counts), "classes": dict(counts.classes)}
    unfinished.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(path)


def _beside(model: Path) -> Path:
    return model.with_name(model.name.removesuffix(MODEL) + WEEK)
