"""Listens for requests; connections that send nothing or drip their headers are closed."""

from aiohttp import web

from bot.domain.errors import BadSetting
from bot.web.limits import HEADERS_S, LINGER_S


async def listen(
    app: web.Application, host: str, port: int, headers_s: float = HEADERS_S
) -> web.AppRunner:
    """Start serving; `cleanup()` of the returned runner ends it. Raises BadSetting.

    There is no access log: its lines would hold the tokens of /read and WeChat's signatures.
    """
    runner = web.AppRunner(
        app, access_log=None, keepalive_timeout=headers_s, lingering_time=LINGER_S
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise BadSetting(
            f"HUIYING_HOST, HUIYING_PORT: nobody can listen on {host}:{port} ({error.strerror}). "
            "End the program that uses the port, or set another."
        ) from None
    return runner
