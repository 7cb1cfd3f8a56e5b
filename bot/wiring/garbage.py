"""What lives as long as the model does is not looked through for garbage."""

import gc
from dataclasses import dataclass

SET_ASIDE_S = 60.0
"""So long after another model came, nobody's turn holds the one before any more."""
YOUNG = 10_000
"""So many new objects are looked through together. Python's 700 are ten messages' worth, most of
them still under way: they would be looked at in vain, and then again with those before."""


@dataclass
class Garbage:
    """Python's collector, told what stays.

    A model is a million objects: looking through all of them stops every answer for 0.15 s, and
    with 150 messages a second it was done every ten seconds.
    """

    _is_aside: bool = False

    async def set_aside(self) -> None:
        """Whatever lives now stays, and is looked at no more; once, until `take_back`."""
        if not self._is_aside:
            gc.set_threshold(YOUNG)
            gc.collect()
            gc.freeze()
            self._is_aside = True

    def take_back(self) -> None:
        """What was to stay may have become garbage."""
        gc.unfreeze()
        self._is_aside = False
