"""Everything that can be set."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode

from bot.citizen_key import SHORTEST_KEY
from bot.domain.errors import BadSetting
from bot.settings.account import HOW_TO_MAKE, AccountSettings
from bot.settings.console import ConsoleSettings
from bot.settings.keeping import KeepingSettings
from bot.settings.names import variable
from bot.settings.office import OfficeSettings
from bot.settings.talking import TalkingSettings


class Settings(AccountSettings, TalkingSettings, OfficeSettings, ConsoleSettings, KeepingSettings):
    """What this installation was told. Tests build it; only `environment.load` reads it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    demo: bool = Field(
        default=False,
        description="The demonstration: loopback may be reached, secrets may be missing",
    )
    data_dir: Path = Field(
        default=Path("data"),
        description="Folder of the embedded database and Redis, attachments, models, kept keys",
    )
    database_url: str | None = Field(
        default=None,
        repr=False,
        description="SQLite or PostgreSQL (`postgresql://…`); unset: SQLite in the data folder",
    )
    redis_url: str | None = Field(
        default=None,
        repr=False,
        description="Redis or Valkey (`redis://…`); unset: an embedded one in the data folder",
    )
    departments_file: Path = Field(
        default=Path("departments.yml"),
        description="The dispatch catalogue: units, topics, webhook addresses, secrets",
    )

    calendar_file: Path | None = Field(
        default=None,
        description="The operator's own days off and make-up days, for deadlines; "
        "unset: the national calendar alone",
    )

    host: str = Field(default="127.0.0.1", description="Address the gateway listens on")
    port: int = Field(default=8080, ge=0, le=65535, description="Port the gateway listens on")
    public_url: str | None = Field(
        default=None,
        description="Our address as departments and citizens reach it, for links; "
        "unset: http://HOST:PORT",
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        description="Bearer token for /metrics and the details of /health; "
        "unset: only this machine sees them",
    )

    spool_mb: int = Field(
        default=256,
        ge=1,
        description="Megabytes of disk where messages wait while the database is away",
    )
    drain_s: float = Field(
        default=0,
        ge=0,
        le=60,
        description="Seconds that a gateway which was asked to end still serves while /health says "
        "draining; behind a load balancer more than it takes to notice",
    )
    log_level: Literal["debug", "info", "warning"] = Field(
        default="info", description="How much is logged: debug, info or warning"
    )

    citizen_key: SecretStr | None = Field(
        default=None,
        description="Hides the names WeChat gives citizens and seals what authenticators "
        "of the console know and how units are told, at least 32 characters; "
        "unset: made once and kept in the data folder. Never change it; "
        "gateways on several machines need the same",
    )
    allow_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Hosts and networks inside your own network that webhooks may reach, "
        "separated by commas",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("127.0.0.0/8", "::1"),
        description="Addresses and networks of our own proxies, separated by commas: only what "
        "they say in X-Forwarded-For is believed",
    )

    check_links: bool = Field(
        default=True,
        description="Whether addresses in answers are opened once a day; without a way to the "
        "internet switch it off",
    )

    @property
    def hidden(self) -> tuple[str, ...]:
        """Every secret of these settings, and every address that may hold a password."""
        values = (getattr(self, name) for name in type(self).model_fields)
        secret = [_written(value) for value in values if isinstance(value, SecretStr)]
        addresses = [address for address in (self.database_url, self.redis_url) if address]
        passwords = (_password(address) for address in addresses)
        return tuple(one for one in (*secret, *addresses, *passwords) if one)

    @property
    def own_url(self) -> str:
        """Our address as others reach it, without a slash at its end."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @field_validator("allow_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _separated(cls, value: Any) -> Any:
        return tuple(re.findall(r"[^,\s]+", value)) if isinstance(value, str) else value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for word in value:
            if ip_network(word, strict=False).prefixlen == 0:
                raise ValueError("everybody is no proxy of ours")
        return value

    @field_validator("public_url", "wechat_api_url")
    @classmethod
    def _is_address(cls, value: str | None, info: Any) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.query:
            raise BadSetting(
                f"{variable(info.field_name)} 不是网址：请写 https://…，不带问号后面的部分。"
            )
        return value.rstrip("/")

    @field_validator("citizen_key")
    @classmethod
    def _is_long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_KEY:
            raise BadSetting(
                f"{variable('citizen_key')} 至少要 {SHORTEST_KEY} 个字符："
                "可用 openssl rand -hex 32 生成。"
            )
        return value

    @model_validator(mode="after")
    def _closed_when_empty(self) -> Self:
        for name, remedy in HOW_TO_MAKE.items():
            needed = not (self.demo or (name == "wechat_aes_key" and self.wechat_mode == "plain"))
            if needed and not _written(getattr(self, name)):
                raise BadSetting(f"{variable(name)} 没有设置：{remedy}。")
        if self.wechat_aes_key_previous.get_secret_value() and not _written(self.wechat_aes_key):
            raise BadSetting(
                f"填了 {variable('wechat_aes_key_previous')}，但 {variable('wechat_aes_key')} "
                f"没有设置：{HOW_TO_MAKE['wechat_aes_key']}。"
            )
        return self


def _password(address: str) -> str:
    try:
        return unquote(urlsplit(address).password or "")
    except ValueError:  # no address at all: whoever opens it says so
        return ""


def _written(value: str | SecretStr) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value
