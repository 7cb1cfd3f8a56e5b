"""What our doors for programs take and say, as files for others to build on."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.domain.errors import BadFile
from bot.settings import Settings
from bot.web.app import ROUTES
from bot.web.openapi.document import document
from bot.web.openapi.schemas import files


def document_for(settings: Settings) -> str:
    """The OpenAPI document of this installation."""
    return _written(document(ROUTES, settings.own_url))


def write_schemas(folder: Path) -> Iterator[Path]:
    """Write each schema into `folder`, and tell where. Raises BadFile."""
    for name, schema in files().items():
        path = folder / name
        try:
            path.write_text(_written(schema) + "\n", encoding="utf-8")
        except OSError as error:
            raise BadFile(
                path, None, f"写不进去（{error.strerror}）。", "请换一个文件夹。"
            ) from None
        yield path


def _written(described: Mapping[str, Any]) -> str:
    return json.dumps(described, ensure_ascii=False, indent=2)
