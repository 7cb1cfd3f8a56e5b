"""How many customer-service messages an account may still send to one citizen.

After a message: 5 within 48 hours. After a menu click, subscribe or scan: 3 within 1 minute.
"""

from dataclasses import dataclass

from bot.simulator.clock import Clock
from bot.simulator.errors import ApiError
from bot.simulator.models import Ledger

AFTER_MESSAGE = (5, 48 * 3_600.0)
AFTER_ACTION = (3, 60.0)
ACTIONS = frozenset({"subscribe", "SCAN", "CLICK", "scancode_push", "scancode_waitmsg"})


@dataclass(slots=True)
class Window:
    left: int
    until: float


class ServiceLedger:
    """WeChat's own count; the product keeps another and the two should agree."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, str], Window] = {}

    def citizen_wrote(self, openid: str) -> None:
        self._open(openid, "message", *AFTER_MESSAGE)

    def citizen_acted(self, openid: str, event: str) -> None:
        if event in ACTIONS:
            self._open(openid, "action", *AFTER_ACTION)

    def citizen_left(self, openid: str) -> None:
        for reason in ("message", "action"):
            self._windows.pop((openid, reason), None)

    def spend(self, openid: str) -> None:
        """Raise 45015 without an open window and 45047 when the count is used up."""
        window = min(self._usable(openid), key=lambda w: w.until)
        window.left -= 1

    def require(self, openid: str) -> None:
        """Raise as `spend` would, and spend nothing."""
        self._usable(openid)

    def left(self, openid: str) -> Ledger:
        windows = self._windows_of(openid)
        now = self._clock.now()
        return Ledger(
            left=sum(window.left for window in windows),
            open_for_s=max((window.until - now for window in windows), default=0.0),
        )

    def _open(self, openid: str, reason: str, count: int, seconds: float) -> None:
        self._windows[openid, reason] = Window(count, self._clock.now() + seconds)

    def _windows_of(self, openid: str) -> list[Window]:
        found = (self._windows.get((openid, reason)) for reason in ("message", "action"))
        return [window for window in found if window and window.until > self._clock.now()]

    def _usable(self, openid: str) -> list[Window]:
        windows = self._windows_of(openid)
        if not windows:
            raise ApiError(45015)
        usable = [window for window in windows if window.left > 0]
        if not usable:
            raise ApiError(45047)
        return usable
