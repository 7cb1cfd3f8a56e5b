"""Where a request finds what its door needs."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.services.department_calls import DepartmentCalls
from bot.services.department_files import DepartmentFiles
from bot.services.ports.channel import Door
from bot.services.ports.clock import Clock
from bot.services.ports.departments import DepartmentGate
from bot.services.ports.receivers import Receiver
from bot.services.ports.tickets import Pages
from bot.web.checks import Health
from bot.web.crowd import Crowd
from bot.web.metrics import Metrics
from bot.web.near import Near

CALLS = web.AppKey("CALLS", DepartmentCalls)
FILES = web.AppKey("FILES", DepartmentFiles)
GATE: web.AppKey[DepartmentGate] = web.AppKey("GATE")
PAGES: web.AppKey[Pages] = web.AppKey("PAGES")
HEALTH = web.AppKey("HEALTH", Health)
METRICS = web.AppKey("METRICS", Metrics)
NEAR = web.AppKey("NEAR", Near)
DESCRIPTION: web.AppKey[Mapping[str, Any]] = web.AppKey("DESCRIPTION")
DOOR: web.AppKey[Door] = web.AppKey("DOOR")
RECEIVER: web.AppKey[Receiver] = web.AppKey("RECEIVER")
CLOCK: web.AppKey[Clock] = web.AppKey("CLOCK")
CROWD = web.AppKey("CROWD", Crowd)
