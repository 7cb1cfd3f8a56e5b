"""What this installation was told, and what it refuses to be told."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticUndefined

from bot.domain.errors import BadSetting
from bot.domain.office_hours import OfficeHours
from bot.settings import Settings
from bot.settings.account import HOW_TO_MAKE
from bot.settings.environment import department_secrets, load
from bot.settings.names import variable

DOCUMENT = Path(__file__).parents[1] / "docs" / "operators" / "settings.md"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
REAL = {
    "HUIYING_WECHAT_APP_ID": "wx0123456789abcdef",
    "HUIYING_WECHAT_APP_SECRET": "a-secret-of-the-console",
    "HUIYING_WECHAT_TOKEN": "atokenofours",
    "HUIYING_WECHAT_AES_KEY": AES_KEY,
}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Load the settings of a process in an empty folder with exactly this environment."""
    monkeypatch.chdir(tmp_path)

    def load_from(environment: dict[str, str]) -> Settings:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return load()

    return load_from


def test_a_real_account_needs_four_secrets_and_nothing_else(told: Any):
    """Everything else has a default."""
    settings = told(REAL)

    assert settings.wechat_token.get_secret_value() == "atokenofours"
    assert settings.wechat_mode == "safe"
    assert settings.own_url == "http://127.0.0.1:8080"


@pytest.mark.parametrize("name", HOW_TO_MAKE)
@pytest.mark.parametrize("value", [None, ""], ids=["missing", "empty"])
def test_a_missing_or_empty_secret_stops_the_start(told: Any, name: str, value: str | None):
    """One sentence names the variable and how to get one."""
    environment = {key: v for key, v in REAL.items() if key != variable(name)}
    if value is not None:
        environment[variable(name)] = value

    with pytest.raises(BadSetting) as raised:
        told(environment)

    assert str(raised.value) == f"{variable(name)} 没有设置：{HOW_TO_MAKE[name]}。"


def test_the_demonstration_starts_without_any(told: Any):
    """Its secrets are made up by whoever starts it."""
    assert told({"HUIYING_DEMO": "true"}).demo


def test_plain_mode_needs_no_aes_key(told: Any):
    """Nothing is encrypted there."""
    plain = {key: value for key, value in REAL.items() if key != "HUIYING_WECHAT_AES_KEY"}

    assert told({**plain, "HUIYING_WECHAT_MODE": "plain"}).wechat_mode == "plain"


def test_a_mistyped_variable_is_named_with_the_right_one(told: Any):
    """It would otherwise silently do nothing."""
    with pytest.raises(BadSetting, match=r"HUIYING_PATIENCE 不是一个设置：是不是") as e:
        told({**REAL, "HUIYING_PATIENCE": "2"})

    assert "HUIYING_PATIENCE_S" in str(e.value)


def test_a_mistyped_line_in_the_file_is_named_too(told: Any):
    """The file is read like the environment."""
    Path(".env").write_text("HUIYING_PROT=8081\n")

    with pytest.raises(BadSetting, match="HUIYING_PROT 不是一个设置"):
        told(REAL)


def test_the_environment_goes_before_the_file(told: Any):
    """What is set for one start wins over what is set for all."""
    Path(".env").write_text("HUIYING_PORT=8081\nHUIYING_HOST=0.0.0.0\nOTHERS_TOKEN=x\n")

    settings = told({**REAL, "HUIYING_PORT": "8082"})

    assert (settings.host, settings.port) == ("0.0.0.0", 8082)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUIYING_WECHAT_AES_KEY", "tooshortandsecret"),
        ("HUIYING_WECHAT_AES_KEY", "!" * 43),
        ("HUIYING_WECHAT_AES_KEY_PREVIOUS", AES_KEY + "="),
        ("HUIYING_WECHAT_TOKEN", "with-dashes-and-secret"),
        ("HUIYING_WECHAT_TOKEN", "x" * 33),
        ("HUIYING_CITIZEN_KEY", "tooshortandsecret"),
        ("HUIYING_WECHAT_MODE", "secure"),
        ("HUIYING_PORT", "eightythousand"),
        ("HUIYING_PORT", "80000"),
        ("HUIYING_PATIENCE_S", "99.75"),
        ("HUIYING_PATIENCE_S", "-1.25"),
        ("HUIYING_DEMO", "perhaps"),
        ("HUIYING_PUBLIC_URL", "huiying.city.example"),
        ("HUIYING_WECHAT_API_URL", "ftp://api.weixin.qq.com"),
        ("HUIYING_SESSION_MINUTES", "half an hour"),
        ("HUIYING_OFFICE_HOURS", "from nine to five"),
        ("HUIYING_OFFICE_HOURS", "17:30-08:31"),
        ("HUIYING_OFFICE_HOURS", "8:30-25:00"),
        ("HUIYING_DAILY_AT", "nine"),
    ],
)
def test_a_malformed_value_is_named_and_never_shown(told: Any, name: str, value: str):
    """The sentence may end up in a log or in a chat with support."""
    with pytest.raises(BadSetting) as raised:
        told({**REAL, name: value})

    assert str(raised.value).startswith(name)
    assert "\n" not in str(raised.value)
    assert value not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_previous_key_without_a_current_one_is_refused(told: Any):
    """Somebody moved the key and forgot to enter the new one."""
    plain = {key: value for key, value in REAL.items() if key != "HUIYING_WECHAT_AES_KEY"}

    with pytest.raises(BadSetting, match="HUIYING_WECHAT_AES_KEY 没有设置"):
        told({**plain, "HUIYING_WECHAT_MODE": "plain", "HUIYING_WECHAT_AES_KEY_PREVIOUS": AES_KEY})


def test_a_department_s_secret_may_be_named_by_the_departments_file(told: Any):
    """Such variables are no settings of ours, and our own secrets are none of theirs."""
    Path(".env").write_text("HUIYING_HEATING_SECRET=whsec_one\nHUIYING_HOUSING_SECRET=\n")

    told({**REAL, "HUIYING_OTHER_SECRET": "whsec_two"})

    assert department_secrets() == {
        "HUIYING_HEATING_SECRET": "whsec_one",
        "HUIYING_OTHER_SECRET": "whsec_two",
    }


def test_no_secret_is_in_the_settings_own_words(told: Any):
    """They may be printed or logged whole."""
    secrets = {
        **REAL,
        "HUIYING_WECHAT_AES_KEY_PREVIOUS": AES_KEY[::-1],
        "HUIYING_CITIZEN_KEY": "c" * 32,
        "HUIYING_METRICS_TOKEN": "metrics-token-of-ours",
        "HUIYING_DATABASE_URL": "postgresql://huiying:a-password@db/huiying",
        "HUIYING_REDIS_URL": "redis://:another-password@redis/0",
    }

    shown = repr(told(secrets)) + str(told(secrets))

    assert REAL["HUIYING_WECHAT_APP_ID"] in shown
    for name, value in secrets.items():
        assert name == "HUIYING_WECHAT_APP_ID" or value not in shown


def test_hosts_are_separated_by_commas(told: Any):
    """Spaces do not matter."""
    settings = told({**REAL, "HUIYING_ALLOW_HOSTS": "hooks.internal, 10.20.0.0/16,"})

    assert settings.allow_hosts == ("hooks.internal", "10.20.0.0/16")


def test_a_city_says_when_its_units_work(told: Any):
    settings = told({**REAL, "HUIYING_OFFICE_HOURS": "9:00-17:00", "HUIYING_DAILY_AT": "8:45"})

    assert settings.hours == OfficeHours.read("09:00-17:00", "08:45")
    assert Settings(demo=True).hours == OfficeHours()


def test_links_have_one_slash(told: Any):
    """Whether or not the address was written with one at its end."""
    settings = told({**REAL, "HUIYING_PUBLIC_URL": "https://huiying.city.example/bot/"})

    assert settings.own_url == "https://huiying.city.example/bot"


def test_a_citizens_key_is_made_once_and_kept_for_this_user_alone(told: Any):
    """With another key every citizen would be a stranger to their own tickets."""
    first = told(REAL).citizen_key
    second = told(REAL).citizen_key

    kept = Path("data/citizen.key")
    assert first == second
    assert first is not None
    assert len(first.get_secret_value()) == 64
    assert kept.stat().st_mode & 0o077 == 0
    assert list(kept.parent.iterdir()) == [kept]


def test_a_damaged_key_stops_the_start(told: Any):
    """Making a new one would cut every citizen off from their tickets."""
    Path("data").mkdir()
    Path("data/citizen.key").write_text("")

    with pytest.raises(BadSetting, match="HUIYING_CITIZEN_KEY"):
        told(REAL)


def test_tests_build_settings_without_the_environment(monkeypatch: pytest.MonkeyPatch):
    """Only `load` reads it."""
    monkeypatch.setenv("HUIYING_PORT", "1")

    assert Settings(demo=True).port == 8080
    with pytest.raises(ValidationError):
        Settings(demo=True, prot=1)


def test_every_setting_is_documented_as_it_is():
    """Name, default and meaning, each once, in an order for readers."""
    rows = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("| `HUIYING_")]

    assert sorted(rows) == sorted(map(_row, Settings.model_fields))


def _row(name: str) -> str:
    field = Settings.model_fields[name]
    assert field.default is not PydanticUndefined
    written = ",".join(field.default) if isinstance(field.default, tuple) else str(field.default)
    written = written.lower() if isinstance(field.default, bool) else written
    default = f"`{written}`" if field.default not in (None, "", ()) and written else ""
    return f"| `{variable(name)}` | {default} | {field.description} |"
