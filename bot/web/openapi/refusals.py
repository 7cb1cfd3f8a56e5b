"""What a call may be refused with, told as OpenAPI responses from the table of errors."""

from collections import defaultdict
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from bot.domain.errors import HuiyingError
from bot.web.errors import REFUSED, SAID, Said

EVERYWHERE = (400, 408, 413)
"""What aiohttp refuses, whatever the address."""
JSON = "application/json"


def refusals(
    kinds: Iterable[type[HuiyingError]], more: Iterable[int] = EVERYWHERE
) -> dict[str, Any]:
    """By status: the one shape of errors, with the codes that this status may have here."""
    by_status: dict[int, list[Said]] = defaultdict(list)
    for said in (*(SAID[kind] for kind in kinds), *(REFUSED[status] for status in more)):
        by_status[said.status].append(said)
    return {str(status): _response(status, by_status[status]) for status in sorted(by_status)}


def _response(status: int, said: list[Said]) -> dict[str, Any]:
    codes = list(dict.fromkeys(one.code for one in said))
    narrowed = {"properties": {"error": {"properties": {"code": {"enum": codes}}}}}
    schema = {"allOf": [{"$ref": "#/components/schemas/error"}, narrowed]}
    response = {
        "description": f"{HTTPStatus(status).phrase}: {', '.join(codes)}",
        "content": {JSON: {"schema": schema}},
    }
    if all(one.retry_after_s is not None for one in said):
        response["headers"] = {"Retry-After": {"$ref": "#/components/headers/retry_after"}}
    return response
