"""Settings are read once: from HUIYING_ variables, and from a .env file beside them."""

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.citizen_key import kept_key
from bot.domain.errors import BadSetting
from bot.settings import Settings
from bot.settings.mistakes import wrong
from bot.settings.names import PREFIX, variable

ENV_FILE = Path(".env")
DOCUMENTED = "docs/operators/settings.md"

DEPARTMENT_SECRET = re.compile(rf"{PREFIX}\w+_SECRET")
"""How a department's secret is called, so that the departments file can name it."""


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
