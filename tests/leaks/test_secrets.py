"""A canary in every setting: it sings in no log, no figure, no answer, no list of processes.

Settings reach a process through its environment, and the environment of a process is readable in
/proc to its own user and to root, who can read the files it came from as well; nobody else sees it.
"""

import json
import logging
import os
import sys
import time
import traceback
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from redis import Redis

from bot.__main__ import main
from bot.domain.errors import BadSetting
from bot.settings import Settings
from bot.settings.environment import load
from bot.settings.names import variable
from bot.simulator import webhooks
from tests.adapters.redis.servers import a_server
from tests.houses import NO_LIMITS, House, an_open_house
from tests.processes import command, descendants

ROOT = Path(__file__).resolve().parents[2]
CANARY = "canary7e1f"
NOTICE = {"template": f"{CANARY}-template", "fields": {"thing1": "{words}"}}
PLANTED: Mapping[str, str] = {
    "database_url": f"postgresql://postgres:{CANARY}-database@/x",
    "redis_url": f"redis://:{CANARY}-redis@127.0.0.1:1/0",
    "metrics_token": f"{CANARY}-metrics",
    "wechat_app_id": f"wx{CANARY}0000",
    "wechat_app_secret": f"{CANARY}-app-secret",
    "wechat_token": f"{CANARY}token",
    "wechat_aes_key": f"{CANARY}{'k' * 32}A",
    "wechat_aes_key_previous": f"{CANARY}{'p' * 32}A",
    "wechat_notice_template": json.dumps(NOTICE),
    "wechat_service_template": json.dumps(NOTICE),
    "citizen_key": f"{CANARY}{'c' * 40}",
    "allow_hosts": f"{CANARY}.internal",
}
"""The value of each setting that is nobody else's business."""
SHOWN = frozenset(
    {
        *("demo", "data_dir", "departments_file", "calendar_file"),  # an operator is told the file
        *("host", "port", "public_url", "wechat_api_url"),  # others have to reach them
        *("wechat_mode", "wechat_clock_skew_s", "patience_s", "session_minutes", "log_level"),
        *("messages_per_minute", "messages_per_hour", "people_after_s", "drain_s", "spool_mb"),
        *("keep_bodies_days", "keep_conversations_days", "keep_messages_days", "keep_pages_days"),
        *("keep_alarms_days", "keep_corrections_days", "time_to_join_s", "check_links"),
        *("console_idle_minutes", "console_idle_minutes_of_admins", "console_hours"),
        *("in_person_hours", "two_persons_publish", "office_hours", "daily_at"),
        "trusted_proxies",  # networks of our own; an operator is told which one is wrong
    }
)
"""What may be read by anybody."""
DEPARTMENT = "HUIYING_CANARY_SECRET"
REAL = {
    "HUIYING_WECHAT_APP_ID": "wx0123456789abcdef",
    "HUIYING_WECHAT_APP_SECRET": "a-secret-of-the-console",
    "HUIYING_WECHAT_TOKEN": "atokenofours",
    "HUIYING_WECHAT_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
}


def test_every_setting_holds_a_canary_or_may_be_shown():
    """Whoever adds a setting decides which, and a secret one is watched from then on."""
    assert set(PLANTED) | SHOWN == set(Settings.model_fields)
    assert not set(PLANTED) & SHOWN


@pytest.mark.parametrize("name", Settings.model_fields)
@pytest.mark.parametrize("shape", ["{}", "{} {}", "http://{}:x/?{}", '{{"{}"', "{}" * 40])
def test_a_bad_setting_never_shows_its_value(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, shape: str
):
    """Not in the sentence, and not in what a trace would print of it."""
    monkeypatch.chdir(tmp_path)
    for real, value in REAL.items():
        monkeypatch.setenv(real, value)
    monkeypatch.setenv(variable(name), shape.replace("{}", CANARY).format())

    shown = _loaded()

    assert name in SHOWN or _is_a_name(name) or CANARY not in shown


def _loaded() -> str:
    """What could be printed of the settings, or of the error with all its causes."""
    try:
        return repr(load())
    except BadSetting as error:
        return "".join(traceback.format_exception(error))


def test_whatever_is_secret_is_hidden_from_the_logs():
    """The last guard knows every one of them."""
    secret = {name: value for name, value in PLANTED.items() if not _is_a_name(name)}
    settings = Settings(**{**secret, "wechat_app_id": PLANTED["wechat_app_id"]})  # type: ignore[arg-type]

    assert set(secret.values()) <= set(settings.hidden)
    assert f"{CANARY}-database" in settings.hidden


def _is_a_name(name: str) -> bool:
    """Of a host, of a template, of the account: no business of a log's, but no key to anything."""
    return name in ("allow_hosts", "wechat_app_id") or name.endswith("_template")


# --- a house that runs ----------------------------------------------------------------------------


@contextmanager
def _a_redis_with_a_password(password: str, folder: Path) -> Iterator[str]:
    with a_server(folder) as server:
        with Redis(unix_socket_path=str(server.socket)) as client:
            client.config_set("requirepass", password)  # on a command line others would see it
        yield server.url.replace("unix://", f"unix://:{password}@")


@pytest_asyncio.fixture
async def house(
    trained_model: Path, tmp_path: Path, empty_postgres_url: str
) -> AsyncIterator[House]:
    """Every secret is a canary, and every part says all it can."""
    database = empty_postgres_url.replace("postgres:@", f"postgres:{CANARY}-database@")
    assert CANARY in database
    more = {variable(name): value for name, value in PLANTED.items()} | NO_LIMITS
    with _a_redis_with_a_password(f"{CANARY}-redis", tmp_path) as redis:
        more |= {
            variable("database_url"): database,
            variable("redis_url"): redis,
            variable("log_level"): "debug",
            "HUIYING_DEMO_CONSTRUCTION_SECRET": _department_secret(),
        }
        async with an_open_house(tmp_path / "house", trained_model, **more) as house:
            yield house


def _department_secret() -> str:
    return "whsec_" + CANARY + "A" * 34


async def test_no_canary_sings(house: House):
    """Through good calls and bad ones, refused tokens, departments that fail, and every door."""
    person = await house.a_citizen("王芳")
    await person.complains()
    await house.sim.fail_api("message/custom/send", times=2, code=40001)
    await house.sim.department("construction").fail(status=500, times=2)
    await person.complains("和平街8号楼下烧烤店天天半夜还在冒油烟")
    answered = await _every_door(house)
    commands = [command(pid) for pid in descendants(os.getpid())]

    logs = {path.name: path.read_text() for path in house.places.data_dir.rglob("*.log")}

    assert any("bot gateway" in words for words in commands)
    assert logs["gateway.log"]
    assert [name for name, text in logs.items() if CANARY in text] == []
    assert [text for text in answered if CANARY in text] == []
    assert [words for words in commands if CANARY in words] == []


async def _every_door(house: House) -> list[str]:
    """What the doors say to good, bad and broken calls: status line, headers, body."""
    url, now = house.places.gateway_url, str(int(time.time()))
    wrong = {"signature": "0" * 40, "msg_signature": "0" * 40, "timestamp": now, "nonce": "1"}
    unit = "/departments/construction/tickets/20261123-4821-07"
    note = json.dumps({"text": "已派人"}).encode()
    signed = webhooks.sign(_department_secret(), "call_1", int(now), note)
    token = {"Authorization": f"Bearer {PLANTED['metrics_token']}"}
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", "/health", {}),
        ("GET", "/health", {"headers": token}),
        ("GET", "/metrics", {}),
        ("GET", "/metrics", {"headers": token}),
        ("GET", "/metrics", {"headers": {"Authorization": "Bearer x", "Via": "1"}}),
        ("GET", "/wechat", {"params": wrong}),
        ("POST", "/wechat", {"params": {**wrong, "encrypt_type": "aes"}, "data": b"<xml/>"}),
        ("POST", "/wechat", {"data": b"x" * 70_000}),
        ("PUT", "/wechat", {}),
        ("GET", "/read/aaaaaaaaaaaaaaaaaaaaaaaa", {}),
        ("GET", "/nowhere", {}),
        ("POST", f"{unit}/note", {"data": note}),
        ("POST", f"{unit}/note", {"data": note, "headers": signed}),
        ("POST", f"{unit}/answer", {"data": b"[", "headers": signed}),
    ]
    said = []
    for method, path, how in calls:
        async with house.web.request(method, f"{url}{path}", **how) as answer:
            said.append(f"{answer.status} {dict(answer.headers)} {await answer.text()}")
    return said


# --- a house that does not start ------------------------------------------------------------------

BROKEN: Mapping[str, Mapping[str, str]] = {
    "nobody answers": {"DATABASE_URL": f"postgresql://u:{CANARY}@127.0.0.1:1/x"},
    "no such store": {"DATABASE_URL": f"mysql://u:{CANARY}@127.0.0.1/x"},
    "no address": {"DATABASE_URL": f"postgresql//u:{CANARY}@127.0.0.1:port/x"},
    "a strange port": {"DATABASE_URL": f"postgresql://u:{CANARY}@127.0.0.1:{CANARY}/x"},
    "redis is no address": {"REDIS_URL": f"rediss//:{CANARY}@127.0.0.1"},
    "redis has a strange port": {"REDIS_URL": f"redis://:{CANARY}@127.0.0.1:{CANARY}/0"},
    "a notice is no JSON": {"WECHAT_NOTICE_TEMPLATE": f'{{"{CANARY}"'},
    "a notice without fields": {"WECHAT_SERVICE_TEMPLATE": json.dumps({"template": CANARY})},
    "a department's secret is short": {"CANARY_SECRET": f"whsec_{CANARY}"},
}


@pytest.fixture
def its_own_voice() -> Iterator[None]:
    """What the command changes in this process is put back."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level, sys.excepthook = handlers, level, hook
    logging.captureWarnings(False)


@pytest.mark.usefixtures("its_own_voice")
@pytest.mark.parametrize("started", ["worker", "doctor"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_start_that_fails_does_not_say_why_in_secrets(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    name: str,
    started: str,
):
    """Neither the command nor its doctor; and it ends with a sentence, not with a trace."""
    monkeypatch.chdir(tmp_path)
    departments = tmp_path / "departments.yml"
    departments.write_text(_with_a_webhook((ROOT / "departments.yml").read_text()))
    told = {
        **REAL,
        DEPARTMENT: "whsec_" + "A" * 44,
        "HUIYING_REDIS_URL": "redis://127.0.0.1:1",
        "HUIYING_WECHAT_API_URL": "http://127.0.0.1:1",
        "HUIYING_LOG_LEVEL": "debug",
        **{f"HUIYING_{key}": value for key, value in BROKEN[name].items()},
    }
    for key, value in told.items():
        monkeypatch.setenv(key, value)
    monkeypatch.setattr(sys, "argv", ["huiying", started])

    with pytest.raises(SystemExit) as ended:
        main()
    said = "".join(capfd.readouterr())

    assert ended.value.code in (1, 2)
    assert said
    assert CANARY not in said


def _with_a_webhook(departments: str) -> str:
    """The catalogue, its first unit with a webhook whose secret is in the environment."""
    line = "- code: "
    before, _, after = departments.partition(f"\n{line}")
    code, _, rest = after.partition("\n")
    hook = f"{{kind: webhook, url: 'https://x.example/', secret: 'env:{DEPARTMENT}'}}"
    return f"{before}\n{line}{code}\n  deliver: {hook}\n{rest}"
