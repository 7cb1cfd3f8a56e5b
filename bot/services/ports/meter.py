"""What is counted for the operator."""

from typing import Protocol


class Meter(Protocol):
    """Counts what happens, for the operator's charts."""

    def message(self, kind: str) -> None:
        """One message came in; `kind` is a Kind's value."""
        ...

    def turn(self, outcome: str, seconds: float) -> None:
        """One turn ended: "passive", "late" or "failed"."""
        ...
