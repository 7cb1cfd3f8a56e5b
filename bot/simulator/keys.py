"""Where a request finds the simulator's parts."""

from aiohttp import web

from bot.simulator.departments import Departments
from bot.simulator.platform import Platform
from bot.simulator.robots import Robots

PLATFORM = web.AppKey("PLATFORM", Platform)
DEPARTMENTS = web.AppKey("DEPARTMENTS", Departments)
ROBOTS = web.AppKey("ROBOTS", Robots)
