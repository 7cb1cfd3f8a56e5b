"""Words too long for the channel are cut, and a page holds all of them."""

from bot.services.cutting import Cutter
from bot.services.ports.changes import Changes, Page
from tests.fakes.house import FakeChannel

CUTTER = Cutter(FakeChannel().fit, "http://h.test/{}".format)


def test_what_fits_needs_no_page():
    changes = Changes()

    assert CUTTER.fits("短")
    assert CUTTER.parts("短", "c1", changes) == ["短"]
    assert changes.pages == []


def test_a_page_is_kept_exactly_when_the_last_part_names_it():
    """Its token is the one in the link."""
    long, changes = "长" * 300, Changes()

    parts = CUTTER.parts(long, "c1", changes)

    token = parts[-1].rpartition("/")[2]
    assert not CUTTER.fits(long)
    assert changes.pages == [Page(token, "c1", long)]


def test_no_two_pages_share_a_token():
    """Whoever has one link knows no other."""
    changes = Changes()

    assert CUTTER.page("一", "c1", changes) != CUTTER.page("一", "c1", changes)
    assert len({page.token for page in changes.pages}) == 2
