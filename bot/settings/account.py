"""What is set of the official account, as WeChat's console shows it."""

import re
from typing import Any, Literal

from pydantic import BaseModel, Field, SecretStr, field_validator

from bot.domain.errors import BadSetting
from bot.settings.names import variable

HOW_TO_MAKE = {
    "wechat_app_id": "请从微信开发者平台“基础信息”复制",
    "wechat_app_secret": "请从微信开发者平台“基础信息 → 开发密钥”复制",
    "wechat_token": "可用 openssl rand -hex 16 生成，并在公众平台填同一个",
    "wechat_aes_key": "请在公众平台 EncodingAESKey 旁点“随机生成”后复制",
}
"""Without these no door opens outside the demonstration."""

AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")
TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")


class AccountSettings(BaseModel):
    """One official account. `Settings` refuses to begin without it."""

    wechat_app_id: str = Field(default="", description="AppID of the official account")
    wechat_app_secret: SecretStr = Field(
        default=SecretStr(""), description="AppSecret of the official account"
    )
    wechat_token: SecretStr = Field(
        default=SecretStr(""),
        description="Token that signs WeChat's calls: 3 to 32 letters and digits",
    )
    wechat_aes_key: SecretStr = Field(
        default=SecretStr(""),
        description="EncodingAESKey, 43 characters; not needed in plain mode",
    )
    wechat_aes_key_previous: SecretStr = Field(
        default=SecretStr(""),
        description="The EncodingAESKey before the last change, still accepted",
    )
    wechat_mode: Literal["safe", "compatible", "plain"] = Field(
        default="safe", description="Message mode chosen in the console: safe, compatible or plain"
    )
    wechat_api_url: str = Field(
        default="https://api.weixin.qq.com", description="Where WeChat's API is"
    )
    wechat_clock_skew_s: int = Field(
        default=300, ge=1, le=3600, description="Seconds after which a signed call is too old"
    )
    wechat_notice_template: str | None = Field(
        default=None,
        description="Subscription notice for late answers, as JSON (account.md, section 6)",
    )
    wechat_service_template: str | None = Field(
        default=None,
        description="Template message for late answers, as JSON (account.md, section 6)",
    )

    @field_validator("wechat_token")
    @classmethod
    def _is_token(cls, value: SecretStr) -> SecretStr:
        written = value.get_secret_value()
        if written and not TOKEN.fullmatch(written):
            raise BadSetting(
                f"{variable('wechat_token')} 应是 3 到 32 位字母或数字，与公众平台一致："
                f"{HOW_TO_MAKE['wechat_token']}。"
            )
        return value

    @field_validator("wechat_aes_key", "wechat_aes_key_previous")
    @classmethod
    def _is_aes_key(cls, value: SecretStr, info: Any) -> SecretStr:
        written = value.get_secret_value()
        if written and not AES_KEY.fullmatch(written):
            raise BadSetting(
                f"{variable(info.field_name)} 应是 43 位字母、数字、+ 或 /，"
                f"现在是 {len(written)} 位，或含有别的字符：{HOW_TO_MAKE['wechat_aes_key']}。"
            )
        return value
