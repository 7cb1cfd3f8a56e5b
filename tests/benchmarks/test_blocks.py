"""Blocks that take turns are compared so that neither a pause nor the order decides."""

from collections import Counter

from benchmarks.blocks import Blocks, order, worse

BLOCK = [10.0] * 240 + [15.0] * 10
"""Its p99 is 15 ms."""
PAUSED = [10.0] * 240 + [90.0] * 10


def test_one_pause_of_the_machine_does_not_decide():
    """It spoils its own block; the p99 of all answers shows it all the same."""
    with_a_pause = Blocks([BLOCK] * 5 + [PAUSED, PAUSED])

    assert with_a_pause.of_median_block(99) == 15.0
    assert with_a_pause.pooled(99) == 90.0


def test_what_is_slower_in_every_block_is_slower():
    """The median hides no cost that is always there."""
    slower = Blocks([[1.3 * time for time in BLOCK]] * 7)

    assert worse(Blocks([BLOCK] * 7).of_median_block(99), slower.of_median_block(99)) == 30.0


def test_the_spread_of_the_blocks_is_told():
    """Between the quartiles lies half of the blocks."""
    blocks = Blocks([[value] for value in (10.0, 20.0, 30.0, 40.0, 50.0)])

    assert blocks.quartiles(99) == (20.0, 40.0)


def test_nothing_measured_is_not_worse():
    """A door that answered nobody has no p99 to compare with."""
    assert worse(0.0, 12.0) == 0.0


def test_every_load_has_every_place_equally_often():
    """A machine that grows slower during a run favours nobody."""
    rounds = [order(("a", "b", "c"), number) for number in range(12)]

    for place in range(3):
        assert Counter(names[place] for names in rounds) == {"a": 4, "b": 4, "c": 4}
    pairs = Counter(names.index("a") < names.index("b") for names in rounds)
    assert pairs == {True: 6, False: 6}
