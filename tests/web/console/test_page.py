"""Pages that did not say who may open them do not exist."""

from typing import Any

import pytest
from aiohttp import web

from bot.domain.people import Right
from bot.web.console.page import BY_LINK, Page, Policy
from bot.web.console.routes import INVITATION, ONE, ONE_FILE, ROUTES
from bot.web.console.visit import Visit


async def nobody(visit: Visit) -> web.StreamResponse:
    raise NotImplementedError


@pytest.mark.parametrize("policy", [None, "", "signed_in", True, frozenset({Right.SEE_TICKETS})])
def test_a_page_without_a_policy_cannot_be_made(policy: Any):
    """Nor with something that only looks like one."""
    with pytest.raises(TypeError):
        Page("GET", "/console/new", nobody, policy)


def test_a_page_cannot_leave_its_policy_out():
    """There is no default that opens it."""
    incomplete: Any = Page

    with pytest.raises(TypeError):
        incomplete("GET", "/console/new", nobody)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "get", "*", "HEAD"])
def test_a_page_is_read_or_changes_things(method: str):
    """A method that nobody thought of would not be asked for its token."""
    with pytest.raises(ValueError, match="POST"):
        Page(method, "/console/new", nobody, Policy.SIGNED_IN)


def test_only_the_way_in_is_open_to_anybody():
    """One more is a decision: write it down here."""
    open_to_all = {(one.method, one.path) for one in ROUTES if one.policy is Policy.ANYBODY}

    assert open_to_all == {
        ("GET", "/console/sign-in"),
        ("POST", "/console/sign-in"),
        ("GET", INVITATION),
        ("POST", INVITATION),
    }


def test_only_one_ticket_is_open_to_who_brings_a_link():
    """As above. What transfers, merges, reveals or names another ticket is not among them."""
    by_link = {(one.method, one.path.removeprefix(ONE)) for one in ROUTES if one.policy in BY_LINK}

    assert by_link == {
        ("GET", ""),
        ("POST", ""),
        ("GET", ONE_FILE.removeprefix(ONE)),
        ("GET", f"{ONE_FILE.removeprefix(ONE)}/sound"),
        ("POST", "/{verb:acknowledge|take|note|ask|answer}"),
        ("POST", "/preview"),
    }


def test_no_address_stands_in_the_table_twice():
    """The second would never be asked."""
    addresses = [(one.method, one.path) for one in ROUTES]

    assert len(set(addresses)) == len(addresses)
    assert all(path == "/console" or path.startswith("/console/") for _, path in addresses)
