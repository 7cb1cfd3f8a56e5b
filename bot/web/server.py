"""Listens for requests; connections that send nothing or drip their headers are closed."""

import resource

from aiohttp import web

from bot.domain.errors import BadSetting
from bot.web.connections import Runner
from bot.web.limits import CONNECTIONS, HEAD_S, IDLE_S, LINGER_S

OWN_FILES = 200
"""File handles that stores, Redis and logs need besides the connections."""


async def listen(
    app: web.Application,
    host: str,
    port: int,
    head_s: float = HEAD_S,
    idle_s: float = IDLE_S,
    connections: int = CONNECTIONS,
) -> web.AppRunner:
    """Start serving; `cleanup()` of the returned runner ends it. Raises BadSetting.

    There is no access log: its lines would hold the tokens of /read and WeChat's signatures.
    """
    runner = Runner(
        app,
        head_s=head_s,
        at_most=_room_for(connections),
        access_log=None,
        keepalive_timeout=idle_s,
        lingering_time=LINGER_S,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise BadSetting(
            f"HUIYING_HOST、HUIYING_PORT：{host}:{port} 不能监听（{error.strerror}）。"
            "请停掉占用这个端口的程序，或改用别的端口。"
        ) from None
    return runner


def _room_for(connections: int) -> int:
    """So many connections, or as many as the system has file handles for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + OWN_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return connections if soft == resource.RLIM_INFINITY else min(connections, soft - OWN_FILES)
