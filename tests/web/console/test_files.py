"""What citizens attached, for who may see the ticket."""

import pytest

from bot.domain.parcels import Attachment, AttachmentState
from bot.domain.people import Role
from bot.domain.tickets import Type
from tests.builders import NOW, a_ticket
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in

CLERK = a_person(Role.STAFF, department="construction")
STRANGER = a_person(Role.STAFF, department="heating", login="heating")
TICKET = a_ticket()
FILES = f"/console/tickets/{TICKET.number}/files"
HTML = b"<html><script>alert(1)</script>"


def kept(path: str, **more: str) -> Attachment:
    """An attachment that lies in the vault under this path."""
    values = {"kind": "image", "reference": "m", "number": TICKET.number, **more}
    return Attachment("a1", "c1", received_at=NOW, state=AttachmentState.KEPT, path=path, **values)


async def opened(
    browser: Client, console: ConsoleHouse, file: Attachment, end: str = "", who=CLERK
):
    """The answer to who opens this file of the ticket."""
    console.office.put(TICKET, file)
    if file.path:
        console.office.vault.files[file.path] = HTML
    signed_in(browser, console.signing_in.seat(who))
    return await browser.get(f"{FILES}/{file.id}{end}")


async def test_a_picture_we_drew_anew_is_shown(browser, console):
    response = await opened(browser, console, kept("ab/x.png", content_type="text/html"))

    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Disposition"] == 'inline; filename="a1.png"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("ab/x.bin", "application/octet-stream"),
        ("ab/x.svg", "application/octet-stream"),
        ("ab/x.html", "application/octet-stream"),
        ("ab/x.amr", "application/octet-stream"),
        ("ab/x.mp4", "video/mp4"),
    ],
)
async def test_anything_else_is_a_download_whatever_it_says_it_is(browser, console, path, kind):
    """A citizen chose the bytes and what they are called."""
    file = kept(path, content_type="text/html", kind="voice")

    response = await opened(browser, console, file)

    assert response.headers["Content-Type"] == kind
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "script-src" not in response.headers["Content-Security-Policy"]


async def test_a_voice_is_heard_as_wav(browser, console):
    response = await opened(browser, console, kept("ab/x.amr", kind="voice"), "/sound")

    assert response.headers["Content-Type"] == "audio/wav"
    assert await response.read() == b"RIFF " + HTML


async def test_a_picture_is_no_voice(browser, console):
    response = await opened(browser, console, kept("ab/x.png"), "/sound")

    assert response.status == 404


@pytest.mark.parametrize("end", ["", "/sound"])
async def test_whoever_does_not_see_the_ticket_does_not_see_its_files(browser, console, end):
    response = await opened(browser, console, kept("ab/x.amr"), end, STRANGER)

    assert response.status == 404


async def test_a_file_that_is_being_fetched_comes_later(browser, console):
    waiting = Attachment("a1", "c1", "image", "m", NOW, number=TICKET.number)

    response = await opened(browser, console, waiting)

    assert response.status == 503


async def test_a_file_of_another_ticket_is_not_found_here(browser, console):
    other = a_ticket(number="20261123-0000-01", citizen="c2")
    console.office.put(other, kept("ab/y.png", number=other.number))
    console.office.put(TICKET)
    signed_in(browser, console.signing_in.seat(CLERK))

    response = await browser.get(f"{FILES}/a1")

    assert response.status == 404


async def test_opening_a_file_of_a_confidential_case_is_noted(browser, console):
    console.office.put(a_ticket(type=Type.REPORT), kept("ab/x.png"))
    console.office.vault.files["ab/x.png"] = HTML
    signed_in(browser, console.signing_in.seat(CLERK))

    response = await browser.get(f"{FILES}/a1")

    assert response.status == 200
    [line] = console.audit.lines
    assert (line.what, line.subject, line.details) == (
        "case_read",
        TICKET.number,
        {"attachment": "a1"},
    )
