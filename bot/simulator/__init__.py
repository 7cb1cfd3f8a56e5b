"""The WeChat platform in small, for people and tests without an account.

It is the outside world: it imports nothing of the product and trusts nothing the product says.
"""

from bot.simulator.config import NoticeTemplate, SimulatedDepartment, SimulatorConfig
from bot.simulator.server import create_app

__all__ = ["NoticeTemplate", "SimulatedDepartment", "SimulatorConfig", "create_app"]
