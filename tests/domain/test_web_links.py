"""Addresses in answers, and when one of them is dead."""

from datetime import timedelta

from bot.domain.entries import FaqEntry
from bot.domain.web_links import Look, Outcome, WebLink, dead_in, links_of, used_by
from tests.builders import NOW

DAY = timedelta(days=1)
URL = "https://a.example/x"
ENTRY = FaqEntry(
    "a", "?", f"看（{URL}），或者 http://b.example/y?z=1。www.c.example 不算。{URL}", url=URL
)
FAILED, GONE = Look(Outcome.FAILED, "timeout"), Look(Outcome.GONE, "404")


def test_each_address_of_an_answer_is_found_once_without_the_signs_around_it():
    assert links_of(ENTRY) == (URL, "http://b.example/y?z=1")


def test_a_page_that_its_site_says_is_gone_is_dead_at_once():
    link = WebLink(URL, NOW).after(GONE, NOW)

    assert link.dead
    assert link.told == "网页没有了（404）"


def test_a_site_that_is_away_for_one_look_may_be_there_tomorrow():
    """On the second day it is dead, since the first."""
    once = WebLink(URL, NOW).after(FAILED, NOW)
    twice = once.after(Look(Outcome.FAILED, "502"), NOW + DAY)

    assert (once.dead, twice.dead) == (False, True)
    assert (twice.since, twice.told) == (NOW, "网站出错（502）")


def test_one_good_look_ends_it():
    assert WebLink(URL, NOW).after(GONE, NOW).after(Look(Outcome.OPENS), NOW + DAY) == WebLink(
        URL, NOW + DAY
    )


def test_where_we_may_not_look_nothing_is_said():
    link = WebLink(URL, NOW).after(FAILED, NOW)

    later = link.after(Look(Outcome.UNKNOWN, "address"), NOW + DAY)

    assert (later.failures, later.looked_at) == (1, NOW + DAY)


def test_a_dead_address_leads_to_the_answers_that_use_it():
    dead = {URL: WebLink(URL, NOW).after(GONE, NOW)}
    other = ENTRY.changed(key="b", url="", answer="没有网址")

    assert dead_in(ENTRY, dead) == (dead[URL],)
    assert dead_in(other, dead) == ()
    assert used_by(URL, [ENTRY, other]) == [ENTRY]
