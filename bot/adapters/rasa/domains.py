"""A model's domain, kept so that it need not be parsed as YAML three times at every start."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain

_FILE = "domain.yml"


def quicken_domains() -> None:
    """Let Rasa write and read here."""
    DomainProvider._persist = _written
    DomainProvider.load = classmethod(_read)


def written(domain: Domain, path: Path) -> None:
    """Write it as JSON, which is YAML, too; what JSON would change is written as Rasa does."""
    told = domain.as_dict()
    text = json.dumps(told, ensure_ascii=False, default=str)
    if json.loads(text) == told:
        path.write_text(text, encoding="utf-8")
    else:
        domain.persist(path)


def read(folder: Path) -> Domain:
    """The domain of a model, also of one that Rasa itself or an older release wrote."""
    text = (folder / _FILE).read_text(encoding="utf-8")
    return Domain.from_dict(json.loads(text)) if text[:1] == "{" else Domain.from_path(folder)


def _written(provider: DomainProvider, domain: Domain) -> None:
    with provider._model_storage.write_to(provider._resource) as folder:
        written(domain, folder / _FILE)


# Rasa holds the names and the types of these parameters against its own.
def _read(
    cls: type[DomainProvider],
    /,
    config: dict[str, Any],
    model_storage: ModelStorage,
    resource: Resource,
    execution_context: ExecutionContext,
    **kwargs: Any,
) -> DomainProvider:
    with model_storage.read_from(resource) as folder:
        return cls(model_storage, resource, read(folder))
