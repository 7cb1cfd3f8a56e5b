"""The demonstration: every part on this machine, with secrets that nobody has to make up."""

import asyncio
import base64
import fcntl
import hashlib
import hmac
import json
import os
import secrets
import socket
import string
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import aiohttp
from rich.console import Console
from ruamel.yaml import YAML

from bot.adapters.catalogue import load_catalogue
from bot.adapters.processes import end, tied
from bot.adapters.redis import embedded
from bot.domain.errors import BadSetting
from bot.settings import Settings
from bot.simulator.config import ONE_TIME_NOTICE
from bot.supervisor import Part, Supervisor
from bot.wiring.ground import a_database
from bot.wiring.identity import first_link

ROOT = Path(__file__).resolve().parents[1]
LETTERS = string.ascii_letters + string.digits
HOST = "127.0.0.1"
NOTICE = json.dumps(
    {
        "template": ONE_TIME_NOTICE,
        "fields": {"character_string1": "{number}", "thing2": "{words}", "time3": "{time}"},
    }
)
"""The subscription notice that the simulator's account holds."""
READY_S = 180.0
"""So long a part may take until it answers, on a slow machine that does other things, too."""

EXAMPLE = """\
[bold]试一试[/]（在模拟器左边的聊天窗口里写）
  社保卡丢了怎么补办
      当场回答，带来源和日期
  人民路23号门口路灯坏了三天没人修
      开工单、转给主管单位；在中间的部门窗口签收、答复，市民马上收到
  查询
      工单在谁手里、办到哪一步、最晚哪天答复
  我家着火了
      先告诉您打 119，同时提醒值班人员
"""


@dataclass(frozen=True)
class DemoSecrets:
    """What a real account would give us. `departments` is the seed of every unit's secret."""

    app_id: str
    app_secret: str
    token: str
    aes_key: str
    citizen_key: str
    departments: str

    def for_department(self, code: str) -> str:
        """This unit's webhook secret, in Standard Webhooks form."""
        digest = hmac.digest(self.departments.encode(), code.encode(), hashlib.sha256)
        return "whsec_" + base64.b64encode(digest).decode()


def demo_secrets(folder: Path) -> DemoSecrets:
    """The demonstration's secrets: made once, readable by this user only."""
    path = folder / "demo-secrets.json"
    if path.is_file():
        return DemoSecrets(**json.loads(path.read_text()))
    made = DemoSecrets(
        app_id="wx" + secrets.token_hex(8),
        app_secret=secrets.token_hex(16),
        token=secrets.token_hex(12),
        aes_key="".join(secrets.choice(LETTERS) for _ in range(42)) + "A",
        citizen_key=secrets.token_hex(32),
        departments=secrets.token_hex(32),
    )
    folder.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(made), file)
    return made


def secret_variable(code: str) -> str:
    """The environment variable that holds this unit's secret in the demonstration."""
    return f"HUIYING_DEMO_{code.upper()}_SECRET"


def write_departments(source: Path, target: Path, simulator_url: str) -> list[tuple[str, str]]:
    """Copy the dispatch catalogue, with every unit's deliveries going to the simulator.

    Returns code and name of each unit.
    """
    yaml = YAML()
    yaml.width = 4096
    catalogue = yaml.load(source)
    for unit in catalogue["departments"]:
        unit["deliver"] = {
            "kind": "webhook",
            "url": f"{simulator_url}/hook/{unit['code']}",
            "secret": f"env:{secret_variable(unit['code'])}",
        }
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8") as file:
        yaml.dump(catalogue, file)
    return [(unit["code"], unit["name"]) for unit in catalogue["departments"]]


def free_port(host: str, wanted: int) -> int:
    """`wanted`, or the next port after it that nobody listens on."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port between {wanted} and {wanted + 99}")


@dataclass(frozen=True)
class Places:
    """Where the demonstration's parts find each other."""

    data_dir: Path
    gateway_port: int
    simulator_port: int

    @classmethod
    def free(cls, data_dir: Path, port: int) -> "Places":
        """Places whose ports nobody uses, from `port` on."""
        gateway_port = free_port(HOST, port)
        return cls(data_dir, gateway_port, free_port(HOST, gateway_port + 1))

    @property
    def gateway_url(self) -> str:
        """The gateway's address."""
        return f"http://{HOST}:{self.gateway_port}"

    @property
    def simulator_url(self) -> str:
        """The simulator's address."""
        return f"http://{HOST}:{self.simulator_port}"


async def demonstrate(data_dir: Path, port: int, stopping: asyncio.Event, console: Console) -> None:
    """Start every part, say where they are, keep them up until `stopping` is set, end them all."""
    places = Places.free(data_dir, port)
    status = console.status("准备 …")
    status.start()
    try:
        async with a_house(places, status.update, stopping) as supervisor:
            status.stop()
            supervisor.say = lambda told: console.print(f"[yellow]![/] {told}")
            if not stopping.is_set():
                _say_where(console, places, await _first_link(places))
            await _either(stopping, supervisor.failed)
            console.print("正在停止 …")
    finally:
        status.stop()
    console.print("已全部停止。")


@asynccontextmanager
async def a_house(
    places: Places,
    say: Callable[[str], None],
    stopping: asyncio.Event | None = None,
    more: Mapping[str, str] | None = None,
) -> AsyncIterator[Supervisor]:
    """Every part as a process of its own, answering; all of them end with the block.

    `more` are environment variables that go before the demonstration's own. Raises BadSetting with
    the end of a part's log if the part does not come up, and if another house uses the folder.
    """
    supervisor = Supervisor(places.data_dir / "logs", say)
    with _the_only_house(places.data_dir):
        async with embedded(places.data_dir / "redis") as redis_url:
            environment = prepare(places, redis_url) | dict(more or {})
            try:
                stopping = stopping or asyncio.Event()
                say("训练模型（第一次约十秒）…")
                simulator, worker, gateway = _parts(places, environment)
                # these two need no model: they come up beside the training, on another core
                await _start(supervisor, (simulator, worker), stopping)
                await _finish("train", environment, stopping)
                say("启动网关 …")
                await _start(supervisor, (gateway,), stopping)
                await _answers(f"{places.simulator_url}/", supervisor, "simulator", stopping)
                await _answers(f"{places.gateway_url}/health", supervisor, "gateway", stopping)
                yield supervisor
            finally:
                await supervisor.stop()


@contextmanager
def _the_only_house(data_dir: Path) -> Iterator[None]:
    """Keep the folder to ourselves. Raises BadSetting while somebody else does."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadSetting(
                f"数据目录 {data_dir} 正在被另一个 huiying run 使用。"
                "请先用 Ctrl-C 停掉那一个，或者用 --data-dir 换一个目录。"
            ) from None
        yield


def prepare(places: Places, redis_url: str) -> dict[str, str]:
    """Make secrets and the demonstration's catalogue; returns what every part gets to know."""
    secrets_made = demo_secrets(places.data_dir)
    departments = places.data_dir / "departments.yml"
    units = write_departments(ROOT / "departments.yml", departments, places.simulator_url)
    return {
        "HUIYING_DEMO": "true",
        "HUIYING_DATA_DIR": str(places.data_dir),
        "HUIYING_REDIS_URL": redis_url,
        "HUIYING_HOST": HOST,
        "HUIYING_PORT": str(places.gateway_port),
        "HUIYING_DEPARTMENTS_FILE": str(departments),
        "HUIYING_WECHAT_API_URL": places.simulator_url,
        "HUIYING_WECHAT_APP_ID": secrets_made.app_id,
        "HUIYING_WECHAT_APP_SECRET": secrets_made.app_secret,
        "HUIYING_WECHAT_TOKEN": secrets_made.token,
        "HUIYING_WECHAT_AES_KEY": secrets_made.aes_key,
        "HUIYING_WECHAT_NOTICE_TEMPLATE": NOTICE,
        "HUIYING_CITIZEN_KEY": secrets_made.citizen_key,
        **{secret_variable(code): secrets_made.for_department(code) for code, _ in units},
    }


def _parts(places: Places, environment: Mapping[str, str]) -> tuple[Part, Part, Part]:
    """Simulator, worker and gateway."""
    simulator = ("simulator", "--port", str(places.simulator_port))
    return (
        Part("simulator", (*simulator, "--gateway-url", places.gateway_url), environment),
        Part("worker", ("worker",), environment),
        Part("gateway", ("gateway",), environment),
    )


async def _start(supervisor: Supervisor, parts: Iterable[Part], stopping: asyncio.Event) -> None:
    """Start these, unless everything shall stop."""
    for part in parts:
        if not stopping.is_set():
            await supervisor.start(part)


async def _finish(command: str, environment: Mapping[str, str], stopping: asyncio.Event) -> None:
    """Run one huiying command to its end, or end it when `stopping` is set.

    Raises BadSetting with what it said when it failed.
    """
    process = await asyncio.create_subprocess_exec(
        *tied(sys.executable, "-m", "bot", command),
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        # Ctrl-C in the terminal reaches us alone: its own trace is nothing to read.
        start_new_session=True,
    )
    talking = asyncio.create_task(process.communicate())
    asked = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({talking, asked}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        asked.cancel()
        await end(process)
    _, said = await talking
    if process.returncode and not stopping.is_set():
        raise BadSetting(f"huiying {command}: {said.decode(errors='replace').strip()[-2000:]}")


async def _answers(url: str, supervisor: Supervisor, name: str, stopping: asyncio.Event) -> None:
    """Return when `url` answers. Raises BadSetting with the end of the log if it never does."""
    ends = time.monotonic() + READY_S
    async with aiohttp.ClientSession() as session:
        while not stopping.is_set():
            try:
                async with session.get(url) as response:
                    if response.status < 500:
                        return
            except aiohttp.ClientError:
                pass
            if time.monotonic() > ends or supervisor.failed.is_set():
                log = supervisor.log_of(name)
                tail = log.read_text(errors="replace")[-2000:]
                raise BadSetting(f"{name} 没有启动成功，日志在 {log}：\n{tail}")
            await asyncio.sleep(0.1)


async def _either(*events: asyncio.Event) -> None:
    """Return when one of them is set."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


async def _first_link(places: Places) -> str | None:
    """Where the first admin of the console begins, while there is nobody."""
    departments, made = places.data_dir / "departments.yml", demo_secrets(places.data_dir)
    told = Settings(
        demo=True,
        data_dir=places.data_dir,
        database_url=os.environ.get("HUIYING_DATABASE_URL"),
        departments_file=departments,
        port=places.gateway_port,
    )
    codes = [unit["code"] for unit in YAML(typ="safe").load(departments)["departments"]]
    secrets_made = {secret_variable(code): made.for_department(code) for code in codes}
    catalogue, _ = load_catalogue(departments, secrets_made)
    async with a_database(told) as database:
        return await first_link(told, catalogue, database)


def _say_where(console: Console, places: Places, first_link: str | None) -> None:
    console.print(f"\n[bold green]已启动[/]  微信模拟器（聊天和部门窗口）  {places.simulator_url}/")
    console.print(f"        网关健康状况                {places.gateway_url}/health")
    console.print(f"        工作台（承办人员、管理员）      {places.gateway_url}/console")
    console.print(f"        日志                      {places.data_dir / 'logs'}\n")
    if first_link:
        console.print("[bold]工作台的第一位管理员[/]  登录名 admin，24 小时内打开链接设好密码：")
        # whole, so that it can be copied
        console.print(f"  {first_link}\n", soft_wrap=True, markup=False)
    console.print(EXAMPLE)
    console.print("按 Ctrl-C 全部停止。")
