"""By which way a unit is reached, and whose secret speaks for it."""

import pytest

from bot.adapters.departments.ways import Ways
from bot.domain.dispatch import Catalogue, Delivery, Department
from bot.domain.errors import BadSetting
from tests.adapters.departments.builders import CENTRES_SECRET, SECRET, a_delivery, some_ways

OWN = Delivery("webhook", "https://heating.example/", SECRET)
CENTRES = Delivery("webhook", "https://centre.example/", CENTRES_SECRET)
ROBOT = a_delivery("https://robot.example/", "wecom")


def test_a_unit_with_a_delivery_is_reached_directly():
    """The usual case."""
    ways = some_ways({"heating": OWN, "service_center": CENTRES})

    assert ways.to("heating") == OWN
    assert ways.secrets("heating") == (SECRET,)


def test_a_unit_without_one_is_reached_through_the_unit_above_it():
    """And that unit speaks for it."""
    ways = some_ways({"heating": OWN, "service_center": CENTRES})

    assert ways.to("heating_north") == OWN
    assert ways.secrets("heating_north") == (SECRET,)


def test_with_nobody_above_the_coordinating_centre_is_told():
    """Every ticket reaches somebody."""
    ways = some_ways({"service_center": CENTRES})

    assert ways.to("construction") == CENTRES
    assert ways.secrets("construction") == (CENTRES_SECRET,)


def test_a_unit_with_a_robot_answers_through_the_unit_above_it():
    """A group robot can be told things, but it cannot call."""
    ways = some_ways({"heating": ROBOT, "service_center": CENTRES})

    assert ways.to("heating") == ROBOT
    assert ways.secrets("heating") == (CENTRES_SECRET,)


def test_a_group_is_known_however_its_address_is_spelled():
    ways = some_ways({"heating": ROBOT})

    assert ways.is_a_group("https://ROBOT.example:443")
    assert not ways.is_a_group("https://robot.example/another")


def test_a_unit_that_left_the_catalogue_still_has_a_way():
    """Its last parcels reach the centre."""
    ways = some_ways({"service_center": CENTRES})

    assert ways.to("dissolved") == CENTRES


def test_without_any_delivery_there_is_no_way_and_no_secret():
    """Nothing is made up."""
    ways = some_ways({})

    assert ways.to("heating") is None
    assert ways.secrets("heating") == ()


def test_units_that_stand_above_each_other_do_not_go_round_for_ever():
    """A mistake in the file costs nobody a hanging worker."""
    ring = (Department("a", "甲", "b", ()), Department("b", "乙", "a", ()))
    ways = Ways(Catalogue("test", "centre", ring), {"centre": CENTRES})

    assert ways.to("a") == CENTRES


def test_a_bad_secret_stops_the_start_and_names_the_unit():
    """Not the first ticket, at night."""
    bad = Delivery("webhook", "https://heating.example/", f"{SECRET} whsec_tooshort")

    with pytest.raises(BadSetting, match="单位 heating") as raised:
        some_ways({"heating": bad})

    assert "tooshort" not in str(raised.value)


def test_a_robots_secret_has_another_form():
    """DingTalk's begins with SEC."""
    some_ways({"heating": Delivery("dingtalk", "https://robot.example/", "SECabc")})


def test_what_was_set_in_the_console_stands_before_the_file():
    """Until it is taken back; for the units below as well."""
    ways = some_ways({"heating": OWN, "service_center": CENTRES})
    set_here = Delivery("webhook", "https://new.example/", f"{SECRET} {CENTRES_SECRET}")

    ways.become({"heating": set_here})
    assert ways.to("heating_north") == set_here
    assert ways.secrets("heating") == (SECRET, CENTRES_SECRET)
    assert (ways.from_file("heating"), ways.through("heating_north")) == (OWN, "heating")

    ways.become({})
    assert ways.to("heating") == OWN


def test_a_unit_that_the_file_does_not_tell_can_be_told_from_the_console():
    ways = some_ways({})

    ways.become({"construction": OWN})

    assert ways.to("construction") == OWN
    assert ways.to("heating") is None
