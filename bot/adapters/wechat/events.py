"""The events wechatpy does not know by itself, told to its parser.

Each class carries `notices`: what a subscription-notice event says, one entry a template.
Source: 微信公众平台 订阅通知 事件推送.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wechatpy.events import BaseEvent, register_event


@dataclass(frozen=True)
class Notice:
    """One line of a subscription-notice event. Fields the event does not have are empty."""

    template: str
    status: str = ""  # accept or reject
    message_id: str = ""
    error: str = ""  # empty or "0" when the notice went out


class _NoticesEvent(BaseEvent):  # type: ignore[misc]  # wechatpy carries no types
    container = ""

    @property
    def notices(self) -> list[Notice]:
        box = self._data.get(self.container)
        entries = (box if isinstance(box, Mapping) else self._data).get("List")
        return [_notice(entry) for entry in _many(entries) if isinstance(entry, Mapping)]


@register_event("subscribe_msg_popup_event")
class NoticeAskedEvent(_NoticesEvent):
    """The citizen agreed to notices, or declined."""

    event = "subscribe_msg_popup_event"
    container = "SubscribeMsgPopupEvent"


@register_event("subscribe_msg_change_event")
class NoticeChangedEvent(_NoticesEvent):
    """The citizen took an agreement back in the settings."""

    event = "subscribe_msg_change_event"
    container = "SubscribeMsgChangeEvent"


@register_event("subscribe_msg_sent_event")
class NoticeSentEvent(_NoticesEvent):
    """What became of a notice that was sent."""

    event = "subscribe_msg_sent_event"
    container = "SubscribeMsgSentEvent"


def _many(entries: Any) -> list[Any]:
    """WeChat's list: an element for one, several elements for many."""
    if entries is None:
        return []
    return entries if isinstance(entries, list) else [entries]


def _notice(entry: Mapping[str, Any]) -> Notice:
    return Notice(
        template=str(entry.get("TemplateId") or ""),
        status=str(entry.get("SubscribeStatusString") or ""),
        message_id=str(entry.get("MsgID") or ""),
        error=str(entry.get("ErrorCode") or ""),
    )
