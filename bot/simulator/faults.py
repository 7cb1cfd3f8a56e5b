"""Calls that are to go wrong on demand."""

from dataclasses import replace
from itertools import count
from typing import Any

from bot.simulator.models import Fault

ANY = "*"


class Faults:
    """Faults by target: an API (`message/custom/send`), a receiver (`hook/heating`), or `*`."""

    def __init__(self) -> None:
        self._faults: dict[int, Fault] = {}
        self._ids = count(1)

    def add(self, target: str, times: int | None, **how: Any) -> Fault:
        fault = Fault(id=next(self._ids), target=target, times=times, **how)
        self._faults[fault.id] = fault
        return fault

    def all(self) -> list[Fault]:
        return list(self._faults.values())

    def clear(self, target: str | None = None) -> None:
        for fault in self.all():
            if target in (None, fault.target):
                del self._faults[fault.id]

    def take(self, target: str) -> Fault | None:
        """The fault that hits this call, counted down; the oldest first."""
        for fault in self._faults.values():
            if fault.target in (ANY, target):
                return self._hit(fault)
        return None

    def _hit(self, fault: Fault) -> Fault | None:
        if fault.skip > 0:
            self._faults[fault.id] = replace(fault, skip=fault.skip - 1)
            return None
        if fault.times is None:
            return fault
        if fault.times <= 1:
            del self._faults[fault.id]
        else:
            self._faults[fault.id] = replace(fault, times=fault.times - 1)
        return fault
