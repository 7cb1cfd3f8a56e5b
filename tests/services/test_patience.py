"""How long is waited between the tries."""

from datetime import timedelta

from bot.services.patience import LONGEST_PAUSE, pause_after


def test_pauses_double_up_to_an_hour_with_jitter():
    """A whole city's tickets do not come back in the same second."""
    assert pause_after(1, lambda: 0.5) == timedelta(seconds=2)
    assert pause_after(4, lambda: 0.5) == timedelta(seconds=16)
    assert pause_after(99, lambda: 0.5) == LONGEST_PAUSE
    assert pause_after(1, lambda: 0.0) < pause_after(1, lambda: 1.0)
