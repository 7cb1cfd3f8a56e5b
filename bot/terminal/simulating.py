"""The simulated platform as a part of its own, for this installation's units."""

import asyncio

from bot.adapters.catalogue import load_catalogue
from bot.settings import Settings
from bot.settings.environment import department_secrets
from bot.simulator.config import SimulatedDepartment, SimulatorConfig
from bot.simulator.server import create_app
from bot.web.server import listen
from bot.wiring.account import account


async def simulate(
    settings: Settings, port: int, gateway_url: str, stopping: asyncio.Event
) -> None:
    """Serve the simulated platform until `stopping` is set."""
    ours = account(settings)
    catalogue, deliveries = load_catalogue(settings.departments_file, department_secrets())
    config = SimulatorConfig(
        app_id=ours.app_id,
        app_secret=ours.secret,
        token=ours.token,
        aes_key=ours.aes_key or None,
        mode=settings.wechat_mode,
        callback_url=f"{gateway_url}/wechat",
        departments=tuple(
            SimulatedDepartment(unit.code, unit.name, deliveries[unit.code].secret or "")
            for unit in catalogue.departments
            if unit.code in deliveries
        ),
        citizens=("王大爷", "李女士", "小张"),
    )
    runner = await listen(create_app(config), "127.0.0.1", port)
    await stopping.wait()
    await runner.cleanup()
