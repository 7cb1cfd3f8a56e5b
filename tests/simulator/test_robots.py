"""Group robots refuse what WeCom, DingTalk and Feishu refuse."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

import pytest

from .conftest import HEATING, World

SECRET = HEATING.robot_secret
LONG = "字" * 1366  # 4,098 bytes


async def post(world: World, path: str, body: Any) -> dict[str, Any]:
    async with world.http.post(f"{world.root}/robot/{path}", json=body) as response:
        assert response.status == 200
        answer: dict[str, Any] = await response.json()
        return answer


def dingtalk_query(secret: str = SECRET, age_s: float = 0) -> str:
    """As DingTalk's own Python example computes it."""
    timestamp = str(round((time.time() - age_s) * 1000))
    code = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return f"access_token=t&timestamp={timestamp}&sign={quote_plus(base64.b64encode(code))}"


def feishu_sign(secret: str = SECRET, age_s: float = 0) -> dict[str, str]:
    """As Feishu's own Python example computes it."""
    timestamp = str(int(time.time() - age_s))
    code = hmac.new(f"{timestamp}\n{secret}".encode(), digestmod=hashlib.sha256).digest()
    return {"timestamp": timestamp, "sign": base64.b64encode(code).decode()}


async def test_wecom_takes_text_and_markdown(world: World) -> None:
    text = {"msgtype": "text", "text": {"content": "新工单"}}
    markdown = {"msgtype": "markdown", "markdown": {"content": "**新工单**"}}

    codes = [(await post(world, "wecom/heating?key=k", b))["errcode"] for b in (text, markdown)]

    messages = await world.sim.department("heating").robot_messages("wecom")
    assert codes == [0, 0]
    assert [message.text for message in messages] == ["新工单", "**新工单**"]


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("wecom/heating", {"msgtype": "text", "text": {"content": "x"}}, 93000),
        ("wecom/heating?key=k", {"msgtype": "song"}, 40008),
        ("wecom/heating?key=k", {"msgtype": "text", "text": {"content": ""}}, 44004),
        ("wecom/heating?key=k", {"msgtype": "text", "text": {"content": "字" * 683}}, 40058),
        (
            "wecom/heating?key=k",
            {"msgtype": "markdown", "markdown": {"content": "字" * 1366}},
            40058,
        ),
    ],
)
async def test_wecom_refuses(world: World, path: str, body: Any, code: int) -> None:
    assert (await post(world, path, body))["errcode"] == code


async def test_wecom_takes_twenty_a_minute(world: World) -> None:
    text = {"msgtype": "text", "text": {"content": "新工单"}}

    codes = [(await post(world, "wecom/heating?key=k", text))["errcode"] for _ in range(21)]
    await world.sim.advance(60)
    codes.append((await post(world, "wecom/heating?key=k", text))["errcode"])

    assert codes == [0] * 20 + [45009, 0]


def unsigned() -> str:
    return "access_token=t"


def signed_wrong() -> str:
    return dingtalk_query("wrong")


def signed_long_ago() -> str:
    return dingtalk_query(age_s=3700)


async def test_dingtalk_takes_a_signed_message(world: World) -> None:
    markdown = {"msgtype": "markdown", "markdown": {"title": "新工单", "text": "### 暖气不热"}}

    answer = await post(world, f"dingtalk/heating?{dingtalk_query()}", markdown)

    assert answer == {"errcode": 0, "errmsg": "ok"}
    message = await world.sim.department("heating").wait_for_robot_message("dingtalk")
    assert (message.title, message.text) == ("新工单", "### 暖气不热")


@pytest.mark.parametrize(
    ("query", "body", "code", "words"),
    [
        (str, {"msgtype": "text", "text": {"content": "x"}}, 300005, "token"),
        (unsigned, {"msgtype": "text", "text": {"content": "x"}}, 310000, "timestamp"),
        (signed_wrong, {"msgtype": "text", "text": {"content": "x"}}, 310000, "sign"),
        (signed_long_ago, {"msgtype": "text"}, 310000, "timestamp"),
        (dingtalk_query, {"msgtype": "song"}, 400105, "类型"),
        (dingtalk_query, {"msgtype": "text", "text": {}}, 40035, "参数"),
    ],
)
async def test_dingtalk_refuses(
    world: World, query: Callable[[], str], body: Any, code: int, words: str
) -> None:
    answer = await post(world, f"dingtalk/heating?{query()}", body)

    assert answer["errcode"] == code
    assert words in answer["errmsg"]


async def test_feishu_takes_signed_text_and_cards(world: World) -> None:
    text = {**feishu_sign(), "msg_type": "text", "content": {"text": "新工单"}}
    header = {"title": {"tag": "plain_text", "content": "新工单"}}
    card = {**feishu_sign(), "msg_type": "interactive", "card": {"header": header}}

    answers = [await post(world, "feishu/heating", body) for body in (text, card)]

    messages = await world.sim.department("heating").robot_messages("feishu")
    assert [answer["code"] for answer in answers] == [0, 0]
    assert [message.title for message in messages] == ["", "新工单"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"msg_type": "text", "content": {"text": "x"}}, 19021),
        ({**feishu_sign("wrong"), "msg_type": "text", "content": {"text": "x"}}, 19021),
        ({**feishu_sign(age_s=3700), "msg_type": "text", "content": {"text": "x"}}, 19021),
        ({**feishu_sign(), "msg_type": "text"}, 9499),
    ],
)
async def test_feishu_refuses(world: World, body: Any, code: int) -> None:
    assert (await post(world, "feishu/heating", body))["code"] == code


async def test_a_robot_without_a_key_asks_for_no_sign(world: World) -> None:
    text = {"msg_type": "text", "content": {"text": "新工单"}}

    assert (await post(world, "feishu/housing", text))["code"] == 0


@pytest.mark.parametrize("path", ["pigeon/heating", "wecom/atlantis"])
async def test_unknown_robots_are_not_there(world: World, path: str) -> None:
    async with world.http.post(f"{world.root}/robot/{path}", json={}) as response:
        assert response.status == 404
