"""About the account and its followers: addresses of the platform, one user."""

from bot.simulator.api.door import Call, Endpoint, Payload


async def addresses(call: Call) -> Payload:
    return {"ip_list": ["127.0.0.1"]}


async def user_info(call: Call) -> Payload:
    """Nickname and avatar are empty: WeChat gives them to nobody since the end of 2021."""
    citizen = call.platform.citizens.receiver(call.request.query.get("openid"))
    if not citizen.follows:
        return {"subscribe": 0, "openid": citizen.openid}
    return {
        "subscribe": 1,
        "openid": citizen.openid,
        "language": "zh_CN",
        "nickname": "",
        "headimgurl": "",
        "subscribe_time": int(citizen.followed_at),
        "remark": "",
        "groupid": 0,
        "tagid_list": [],
        "subscribe_scene": "ADD_SCENE_QR_CODE" if citizen.scene else "ADD_SCENE_SEARCH",
        "qr_scene": 0,
        "qr_scene_str": citizen.scene,
    }


ENDPOINTS = (
    Endpoint("get_api_domain_ip", "GET", addresses, needs_certificate=False),
    Endpoint("getcallbackip", "GET", addresses, needs_certificate=False),
    Endpoint("user/info", "GET", user_info),
)
