"""JSON as people read it in a log: Chinese stays Chinese."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web


def as_json(said: Mapping[str, Any], status: int = 200) -> web.Response:
    """`said` as a JSON answer."""
    text = json.dumps(said, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json")
