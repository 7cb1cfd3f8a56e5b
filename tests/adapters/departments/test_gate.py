"""Is this call really from that department?"""

from datetime import timedelta

import pytest

from bot.adapters.departments.gate import SignedGate
from bot.adapters.departments.signing import sign
from bot.domain.dispatch import Delivery
from bot.domain.errors import SignatureRejected
from tests.adapters.departments.builders import CENTRES_SECRET, SECRET, some_ways
from tests.builders import NOW

DELIVERIES = {
    "heating": Delivery("webhook", "https://heating.example/", SECRET),
    "service_center": Delivery("webhook", "https://centre.example/", CENTRES_SECRET),
}
GATE = SignedGate(some_ways(DELIVERIES), lambda: NOW)
BODY = b'{"text":"x"}'


def test_a_department_comes_in_with_its_own_secret():
    """And is asked for the id of its call."""
    assert GATE.admit("heating", sign("call-1", BODY, [SECRET], NOW), BODY) == "call-1"


def test_nobody_comes_in_with_somebody_elses_secret():
    """Not even the centre in the name of a unit that has its own."""
    with pytest.raises(SignatureRejected):
        GATE.admit("service_center", sign("call-1", BODY, [SECRET], NOW), BODY)
    with pytest.raises(SignatureRejected):
        GATE.admit("heating", sign("call-1", BODY, [CENTRES_SECRET], NOW), BODY)


def test_the_centre_speaks_for_units_that_have_no_system_of_their_own():
    """Somebody must be able to answer."""
    assert GATE.admit("construction", sign("call-1", BODY, [CENTRES_SECRET], NOW), BODY)


def test_an_unknown_department_is_refused_like_a_wrong_signature():
    """Nobody learns which units exist."""
    with pytest.raises(SignatureRejected):
        GATE.admit("dissolved", sign("call-1", BODY, [SECRET], NOW), BODY)


def test_the_centre_speaks_for_a_unit_that_left_the_catalogue():
    """Its tickets once stood with nobody: their calls were refused for ever."""
    assert GATE.admit("dissolved", sign("call-1", BODY, [CENTRES_SECRET], NOW), BODY)


def test_an_old_call_is_refused():
    """What was heard on the line yesterday is worth nothing today."""
    headers = sign("call-1", BODY, [SECRET], NOW - timedelta(minutes=6))

    with pytest.raises(SignatureRejected):
        GATE.admit("heating", headers, BODY)


def test_without_any_secret_nobody_comes_in():
    """Closed when empty."""
    gate = SignedGate(some_ways({}), lambda: NOW)

    with pytest.raises(SignatureRejected):
        gate.admit("heating", sign("call-1", BODY, [SECRET], NOW), BODY)
