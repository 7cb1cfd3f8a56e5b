"""How each platform's robot is called, and what its codes mean."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from yarl import URL

from bot.adapters.departments.platforms import PLATFORMS
from bot.domain.errors import GiveUp, TryLater
from bot.domain.telling import EVERYBODY

NOW = datetime(2026, 11, 23, 8, 0, 0, 123_000, tzinfo=UTC)
SECRET = "SEC-of-the-group+/="
TEN_MINUTES = timedelta(minutes=10)


def by_hand(key: str, message: str) -> str:
    """HMAC-SHA256 in base64, as the platforms' documentation writes it."""
    digest = hmac.new(key.encode(), message.encode(), digestmod=hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def test_wecom_gets_plain_text():
    """Its key stands in the address."""
    url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"

    call = PLATFORMS["wecom"].call(url, None, "新工单", NOW)

    assert call.url == url
    assert json.loads(call.body) == {"msgtype": "text", "text": {"content": "新工单"}}


def test_dingtalks_signature_stands_in_the_address():
    """Milliseconds; the secret is both the key and part of what is signed."""
    url = "https://oapi.dingtalk.com/robot/send?access_token=t"

    call = PLATFORMS["dingtalk"].call(url, SECRET, "新工单", NOW)

    query = URL(call.url).query
    timestamp = str(int(NOW.timestamp() * 1000))
    assert query["access_token"] == "t"
    assert query["timestamp"] == timestamp
    assert query["sign"] == by_hand(SECRET, f"{timestamp}\n{SECRET}")
    assert json.loads(call.body) == {"msgtype": "text", "text": {"content": "新工单"}}


def test_feishus_signature_stands_in_the_body():
    """Seconds; timestamp and secret together are the key to an empty message."""
    url = "https://open.feishu.cn/open-apis/bot/v2/hook/h"

    call = PLATFORMS["feishu"].call(url, SECRET, "新工单", NOW)

    said = json.loads(call.body)
    timestamp = str(int(NOW.timestamp()))
    assert call.url == url
    assert said["timestamp"] == timestamp
    assert said["sign"] == by_hand(f"{timestamp}\n{SECRET}", "")
    assert said["msg_type"] == "text"
    assert said["content"] == {"text": "新工单"}


@pytest.mark.parametrize("kind", PLATFORMS)
def test_a_group_without_a_secret_gets_no_signature(kind: str):
    """Some groups only ask for a keyword."""
    call = PLATFORMS[kind].call("https://robot.example/send?key=k", None, "新工单", NOW)

    assert "sign" not in call.url
    assert "sign" not in json.loads(call.body)


def test_a_citizen_cannot_call_everybody_in_a_feishu_group():
    """Feishu reads tags in plain text."""
    call = PLATFORMS["feishu"].call("https://x/", None, '<at user_id="all">所有人</at>', NOW)

    assert "<at" not in json.loads(call.body)["content"]["text"]


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("wecom", {"errcode": 0, "errmsg": "ok"}),
        ("dingtalk", {"errcode": 0, "errmsg": "ok"}),
        ("feishu", {"code": 0, "msg": "success", "data": {}}),
        ("feishu", {"StatusCode": 0, "StatusMessage": "success"}),
    ],
)
def test_zero_means_taken(kind: str, answer: dict[str, object]):
    """Whatever the field is called."""
    PLATFORMS[kind].judge(json.dumps(answer).encode())


@pytest.mark.parametrize(
    ("kind", "answer", "after"),
    [
        ("wecom", {"errcode": 45009}, timedelta(minutes=1)),
        ("wecom", {"errcode": -1}, timedelta(minutes=1)),
        ("dingtalk", {"errcode": 130101}, TEN_MINUTES),
        ("dingtalk", {"errcode": 410100}, TEN_MINUTES),
        ("feishu", {"code": 11232}, timedelta(minutes=1)),
    ],
)
def test_too_often_means_later(kind: str, answer: dict[str, object], after: timedelta):
    """Nothing is dropped because a robot is busy."""
    with pytest.raises(TryLater) as raised:
        PLATFORMS[kind].judge(json.dumps(answer).encode())

    assert raised.value.after == after


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}),
        ("dingtalk", {"errcode": 310000, "errmsg": "sign not match"}),
        ("feishu", {"code": 19021, "msg": "sign match fail"}),
    ],
)
def test_a_wrong_key_or_sign_is_final(kind: str, answer: dict[str, object]):
    """A human must correct the departments file."""
    with pytest.raises(GiveUp, match=r"\d+"):
        PLATFORMS[kind].judge(json.dumps(answer).encode())


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'"ok"', b"{}", b'{"errcode": "0"}'])
@pytest.mark.parametrize("kind", PLATFORMS)
def test_an_answer_that_cannot_be_read_means_later(kind: str, answer: bytes):
    """A page of some proxy is no robot's word."""
    with pytest.raises(TryLater):
        PLATFORMS[kind].judge(answer)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_platform_calls_people_by_their_own_ids(platform: str):
    """A mobile number is no user id; nobody who is not called stands in the message."""
    named = ["li.wei", "13800138000"]

    said = json.loads(PLATFORMS[platform].call("https://r/", None, "催办", NOW, named).body)

    assert (
        said
        == {
            "wecom": {
                "msgtype": "text",
                "text": {
                    "content": "催办",
                    "mentioned_list": ["li.wei"],
                    "mentioned_mobile_list": ["13800138000"],
                },
            },
            "dingtalk": {
                "msgtype": "text",
                "text": {"content": "催办 @li.wei @13800138000"},
                "at": {"atMobiles": ["13800138000"], "atUserIds": ["li.wei"], "isAtAll": False},
            },
            "feishu": {
                "msg_type": "text",
                "content": {
                    "text": '催办 <at user_id="li.wei"></at> <at user_id="13800138000"></at>'
                },
            },
        }[platform]
    )


@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_platform_calls_everybody_where_that_is_asked_for(platform: str):
    said = json.loads(PLATFORMS[platform].call("https://r/", None, "着火", NOW, [EVERYBODY]).body)

    called = {
        "wecom": lambda: said["text"]["mentioned_list"] == ["@all"],
        "dingtalk": lambda: said["at"] == {"atMobiles": [], "atUserIds": [], "isAtAll": True},
        "feishu": lambda: said["content"]["text"] == '着火 <at user_id="all"></at>',
    }
    assert called[platform]()


def test_a_citizens_words_call_nobody_in_feishu():
    """Only what we add is a call."""
    words = '<at user_id="all"></at>'

    said = json.loads(PLATFORMS["feishu"].call("https://r/", None, words, NOW, ["ou_1"]).body)

    assert said["content"]["text"].count("<at ") == 1
