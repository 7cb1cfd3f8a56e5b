"""Listens for requests; connections that send nothing or drip their headers are closed."""

from aiohttp import web

from bot.web.limits import HEADERS_S, LINGER_S


async def listen(
    app: web.Application, host: str, port: int, headers_s: float = HEADERS_S
) -> web.AppRunner:
    """Start serving; `cleanup()` of the returned runner ends it. Raises OSError.

    There is no access log: its lines would hold the tokens of /read and WeChat's signatures.
    """
    runner = web.AppRunner(
        app, access_log=None, keepalive_timeout=headers_s, lingering_time=LINGER_S
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner
