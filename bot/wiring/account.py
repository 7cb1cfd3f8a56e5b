"""The official account of the settings; the simulator needs it without the way to WeChat."""

from bot.adapters.wechat.account import Account
from bot.settings import Settings


def account(settings: Settings) -> Account:
    """The official account of the settings. Without a safe mode there is no key."""
    keyless = settings.wechat_mode == "plain"
    return Account(
        app_id=settings.wechat_app_id,
        secret=settings.wechat_app_secret.get_secret_value(),
        token=settings.wechat_token.get_secret_value(),
        aes_key="" if keyless else settings.wechat_aes_key.get_secret_value(),
        previous_aes_key="" if keyless else settings.wechat_aes_key_previous.get_secret_value(),
        api_url=settings.wechat_api_url,
    )
