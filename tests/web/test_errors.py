"""Every error has an answer."""

import json
from collections.abc import Iterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.domain import errors
from bot.domain.errors import (
    BodyRejected,
    FieldRejected,
    HuiyingError,
    NotFound,
    NotYours,
    SignatureRejected,
    StepNotAllowed,
    TryLater,
)
from bot.web.errors import SAID, said_of, told
from tests.schemas import problems


def _kinds(kind: type[HuiyingError] = HuiyingError) -> Iterator[type[HuiyingError]]:
    yield kind
    for narrower in kind.__subclasses__():
        if narrower.__module__ == errors.__name__:
            yield from _kinds(narrower)


@pytest.mark.parametrize("kind", list(_kinds()), ids=lambda kind: kind.__name__)
def test_every_error_has_a_status(kind: type[HuiyingError]):
    """Its own, or that of the kind it belongs to."""
    error = kind.__new__(kind)

    assert 400 <= said_of(error).status < 600


def test_every_status_is_one_of_ours():
    """Errors that only the inside knows are faults of ours."""
    assert {said.status for said in SAID.values()} <= {400, 401, 403, 404, 409, 422, 500, 503}


@pytest.mark.parametrize("error", [SignatureRejected("inner words"), NotFound("inner words")])
async def test_words_meant_for_us_stay_with_us(error: HuiyingError):
    """The sentence for outsiders is another one."""
    status, text, _ = await _answer("/departments/x", error)

    assert status in (401, 404)
    assert "inner words" not in text


@pytest.mark.parametrize(
    "error", [NotYours("不在贵单位"), StepNotAllowed("不能签收"), BodyRejected("不是 JSON")]
)
async def test_words_meant_for_the_caller_reach_it(error: HuiyingError):
    """They say what to do."""
    _, text, _ = await _answer("/departments/x", error)

    assert str(error) in text


ALL = [kind for kind in _kinds() if kind not in (FieldRejected, errors.BadFile)]


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
async def test_every_refusal_is_as_its_schema_says(kind: type[HuiyingError]):
    """A department's program reads one shape."""
    _, text, _ = await _answer("/departments/x", kind("说明"))

    assert problems("error", json.loads(text)) == []


async def test_wechat_is_never_shown_words_it_would_take_for_a_fault():
    """A status and nothing else; a wrong signature is 403 there."""
    assert await _answer("/wechat", SignatureRejected("x")) == (403, "", None)
    assert (await _answer("/wechat", BodyRejected("x")))[:2] == (400, "")
    assert (await _answer("/wechat", RuntimeError("x")))[:2] == (500, "")
    assert await _answer("/wechat", TryLater("x")) == (503, "", "2")


async def test_a_citizen_reads_a_page():
    """Not a line of JSON."""
    status, text, _ = await _answer("/read/x", NotFound("x"))

    assert status == 404
    assert "这个链接已经失效" in text
    assert "<h1>" in text


async def test_redirects_are_no_errors():
    """They pass as they are."""
    status, _, _ = await _answer("/departments/x", web.HTTPFound("/elsewhere"))

    assert status == 302


async def _answer(path: str, error: Exception) -> tuple[int, str, str | None]:
    async def fail(request: web.Request) -> web.Response:
        raise error

    app = web.Application(middlewares=[told])
    app.router.add_get("/{tail:.*}", fail)
    async with TestClient(TestServer(app)) as client:
        response = await client.get(path, allow_redirects=False)
        return response.status, await response.text(), response.headers.get("Retry-After")
