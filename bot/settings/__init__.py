"""Everything that can be set, read once from HUIYING_ variables and a .env file beside them."""

import difflib
import os
import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values
from pydantic import (
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.citizen_key import SHORTEST_KEY, kept_key
from bot.domain.errors import BadSetting
from bot.settings.account import HOW_TO_MAKE, AccountSettings
from bot.settings.keeping import KeepingSettings
from bot.settings.mistakes import wrong
from bot.settings.names import PREFIX, variable
from bot.settings.office import OfficeSettings

ENV_FILE = Path(".env")
DOCUMENTED = "docs/operators/settings.md"

DEPARTMENT_SECRET = re.compile(rf"{PREFIX}\w+_SECRET")
"""How a department's secret is called, so that the departments file can name it."""


class Settings(AccountSettings, KeepingSettings, OfficeSettings):
    """What this installation was told. Tests build it; only `load` reads the environment."""

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

    patience_s: float = Field(
        default=1.5,
        gt=0,
        le=4.5,
        description="Seconds a reply may take and still be passive; WeChat cuts at 5",
    )
    people_after_s: int = Field(
        default=120,
        ge=0,
        le=3600,
        description="Seconds that messages wait for a dialogue that broke down; "
        "after that they go to people",
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
    session_minutes: int = Field(
        default=30, ge=1, le=1440, description="Minutes of silence after which a conversation ends"
    )
    in_person_hours: int = Field(
        72,
        ge=1,
        le=720,
        description="Hours without a step of the person who took a case in the console, "
        "after which the bot speaks in it again",
    )
    time_to_join_s: int = Field(
        default=180,
        ge=0,
        le=3600,
        description="Seconds that a unit is not told of a new ticket while its writer is asked "
        "whether to join others; 0: told at once",
    )

    console_idle_minutes: int = Field(
        default=480,
        ge=5,
        le=1440,
        description="Minutes without a step after which somebody must sign in to the console again",
    )
    console_idle_minutes_of_admins: int = Field(
        default=30, ge=5, le=1440, description="The same for whoever keeps the accounts"
    )
    console_hours: int = Field(
        default=12,
        ge=1,
        le=24,
        description="Hours after which everybody must sign in to the console again",
    )

    messages_per_minute: int = Field(
        default=10,
        ge=0,
        description="Messages of one citizen that get their turn within a minute; the rest are "
        "kept and answered a little later; 0: no limit",
    )
    messages_per_hour: int = Field(
        default=60,
        ge=0,
        description="Messages of one citizen that get a turn within an hour; the rest are kept "
        "for a human; 0: no limit",
    )

    two_persons_publish: bool = Field(
        default=False,
        description="Whether nobody may publish what they wrote in the knowledge base themselves",
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


class _Environment(BaseSettings, Settings):
    """Settings, as the environment and the .env file hold them. What is empty is not set."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore")


def load(env_file: Path = ENV_FILE, *, opens_doors: bool = True) -> Settings:
    """The settings of this process. Raises BadSetting with one sentence that says what to change.

    Variables of the environment go before those of `env_file`. A command that opens no door to
    the outside (train, parse) needs no account: `opens_doors=False`.
    """
    _refuse_unknown(env_file)
    offline: dict[str, Any] = {} if opens_doors else {"demo": True}
    try:
        settings = _Environment(_env_file=env_file, _env_file_encoding="utf-8", **offline)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0])
        # the cause would repeat what was written
        raise BadSetting(f"{variable(name)}：{wrong(first)}。说明见 {DOCUMENTED}。") from None
    if settings.citizen_key is None and opens_doors:
        return settings.model_copy(update={"citizen_key": SecretStr(kept_key(settings.data_dir))})
    return settings


def department_secrets(env_file: Path = ENV_FILE) -> Mapping[str, str]:
    """Variables that the departments file may name as `env:HUIYING_…_SECRET`, with their values."""
    known = {variable(name) for name in Settings.model_fields}
    return {
        name: value
        for name, value in (dotenv_values(env_file) | os.environ).items()
        if DEPARTMENT_SECRET.fullmatch(name) and name not in known and value
    }


def _refuse_unknown(env_file: Path) -> None:
    """A mistyped name would otherwise be a setting that silently does nothing."""
    known = {variable(name) for name in Settings.model_fields}
    for name in (*dotenv_values(env_file), *os.environ):
        ours = name.upper().startswith(PREFIX) and not DEPARTMENT_SECRET.fullmatch(name)
        if ours and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            meant = f"是不是 {near[0]}？" if near else f"可用的设置见 {DOCUMENTED}。"
            raise BadSetting(f"{name} 不是一个设置：{meant}")


def _password(address: str) -> str:
    try:
        return unquote(urlsplit(address).password or "")
    except ValueError:  # no address at all: whoever opens it says so
        return ""


def _written(value: str | SecretStr) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value
