"""Notices: /cgi-bin/message/subscribe/bizsend and /cgi-bin/message/template/send."""

from bot.simulator import pushes
from bot.simulator.api.door import Call, Endpoint, Payload
from bot.simulator.citizens import Resident
from bot.simulator.errors import ApiError
from bot.simulator.notices import read_fields
from bot.simulator.platform import Platform

BLOCKED = "failed:user block"


async def bizsend(call: Call) -> Payload:
    """A subscription notice: one permit spent for each that goes out."""
    payload, platform = call.json(), call.platform
    citizen = platform.citizens.receiver(payload.get("touser"))
    template = platform.notices.template(
        str(payload.get("template_id", "")), "one_time", "long_term"
    )
    fields = read_fields(payload.get("data"))
    if not citizen.follows:
        raise ApiError(43101)
    platform.notices.use_permit(citizen.openid, template.id)
    platform.citizens.show(
        citizen,
        "account",
        "notice",
        channel="subscription",
        title=template.title,
        fields=fields,
        url=str(payload.get("page", "")),
    )
    platform.feed.publish("citizen", platform.view(citizen))
    sent = pushes.subscription_sent(template.id, platform.next_message_id(), 0, "success")
    platform.later(platform.push(citizen, sent))
    return {"errcode": 0, "errmsg": "ok"}


async def template_send(call: Call) -> Payload:
    """A template notice; its result follows as TEMPLATESENDJOBFINISH."""
    payload, platform = call.json(), call.platform
    citizen = platform.citizens.receiver(payload.get("touser"))
    template = platform.notices.template(str(payload.get("template_id", "")), "template")
    fields = read_fields(payload.get("data"))
    if not citizen.follows:
        raise ApiError(43004)
    client_msg_id = str(payload.get("client_msg_id", ""))
    before = platform.notices.sent_before(citizen.openid, client_msg_id)
    if before is not None:
        return {"errcode": 0, "errmsg": "ok", "msgid": before}
    message_id = platform.next_message_id()
    platform.notices.remember(citizen.openid, client_msg_id, message_id)
    status = _result(platform, citizen)
    if status == "success":
        platform.citizens.show(
            citizen,
            "account",
            "notice",
            channel="template",
            title=template.title,
            fields=fields,
            url=str(payload.get("url", "")),
        )
    platform.later(platform.push(citizen, pushes.template_finished(message_id, status)))
    return {"errcode": 0, "errmsg": "ok", "msgid": message_id}


def _result(platform: Platform, citizen: Resident) -> str:
    return platform.switches.template_result if citizen.accepts_notices else BLOCKED


ENDPOINTS = (
    Endpoint("message/subscribe/bizsend", "POST", bizsend),
    Endpoint("message/template/send", "POST", template_send),
)
