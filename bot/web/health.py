"""GET /health and GET /metrics: how the house is doing, for those who may see it."""

from typing import Any

from aiohttp import web

from bot.domain.errors import NotFound
from bot.web.checks import DOWN, DRAINING
from bot.web.keys import HEALTH, METRICS, NEAR
from bot.web.responses import as_json

EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"


async def health(request: web.Request) -> web.StreamResponse:
    """Everybody gets the verdict; what each check found is for this machine and the operator."""
    checks = request.app[HEALTH]
    findings = await checks.findings()
    verdict = checks.verdict(findings)
    body: dict[str, Any] = {"status": verdict}
    if request.app[NEAR](request):
        body["checks"] = {name: {"ok": f.ok, **f.details} for name, f in findings.items()}
    return as_json(body, 503 if verdict in (DOWN, DRAINING) else 200)


async def metrics(request: web.Request) -> web.StreamResponse:
    """Figures in Prometheus' text format; to a stranger this address does not exist."""
    if not request.app[NEAR](request):
        raise NotFound("metrics")
    figures = await request.app[METRICS].exposition()
    return web.Response(body=figures, headers={"Content-Type": EXPOSITION})
