"""One call of a page: who calls, what they may see, and how they are answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from aiohttp import web
from markupsafe import Markup
from multidict import MultiDictProxy

from bot.domain.people import Person, Sight
from bot.services.signing_in import Session
from bot.services.ticket_links import OneTicket
from bot.web.console import cookies
from bot.web.console.address import caller_of
from bot.web.console.house import House, Sign
from bot.web.console.keys import HOUSE, PROXIES
from bot.web.console.templating import html_of

TOLD_S = 60
HOME = "/console"
OWN = "/console/me"


@dataclass(frozen=True)
class Visit:
    """`session` is None for who is not signed in; `csrf` must come back with every change.

    `one` is the ticket of who came by a link to it.
    """

    request: web.Request
    session: Session | None
    sight: Sight
    csrf: str
    one: OneTicket | None = None

    @property
    def whole(self) -> Session:
        """The session. A page whose policy lets anybody in has to look at `session` itself."""
        if self.session is None:
            raise LookupError("nobody is signed in")
        return self.session

    @property
    def person(self) -> Person:
        """Who is signed in, or whose link it is; as for `whole`."""
        return self.one.person if self.one else self.whole.person

    @property
    def number(self) -> str:
        """The ticket that this page is about: of who came by a link it is never another one."""
        return self.one.number if self.one else self.request.match_info["number"]

    @property
    def by_link(self) -> bool:
        """Whether this is a page of a link to one ticket: nothing leads from there into ours."""
        return "word" in self.request.match_info

    @property
    def ticket_page(self) -> str:
        """Where this visitor finds that ticket; the addresses of its steps begin with it."""
        if self.one:
            return one_address(self.request.match_info["word"])
        return f"/console/tickets/{self.number}"

    @property
    def house(self) -> House:
        """What every page shows of the house."""
        return self.request.app[HOUSE]

    @property
    def signs(self) -> list[Sign]:
        """The navigation: what this person may open."""
        whole = self.session is not None and self.session.second_factor_done
        return self.house.signs_for(self.person) if whole else []

    @property
    def here(self) -> str:
        """The path of the sign that leads nearest to this page, or OWN."""
        path = self.request.path
        ways = [*(sign.path for sign in self.signs), OWN]
        return max((way for way in ways if path.startswith(way)), key=len, default="")

    @property
    def by_htmx(self) -> bool:
        """Whether a part of a page was asked for, by htmx, and not a whole one."""
        headers = self.request.headers
        return "HX-Request" in headers and "HX-Boosted" not in headers

    @property
    def token(self) -> Markup:
        """The hidden field that every form with method="post" begins with."""
        return Markup('<input type="hidden" name="csrf" value="{}">').format(self.csrf)

    @property
    def address(self) -> str:
        """Where this call comes from, as far as proxies of ours know."""
        return caller_of(self.request, self.request.app[PROXIES])

    def device(self, login: str) -> str:
        """What this browser keeps of an earlier visit with this login; "" if nothing."""
        return self.request.cookies.get(cookies.of_device(login), "")

    @property
    def told(self) -> str:
        """What the step before this page had to say; "" if nothing."""
        return unquote(self.request.cookies.get(cookies.TOLD, ""))

    async def form(self) -> "Form":
        """The fields that were sent."""
        return Form(await self.request.post())

    def render(
        self,
        template: str,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> web.Response:
        """A template as the answer; it gets `values`, and this visit as `visit`."""
        response = web.Response(
            text=html_of(template, visit=self, **values),
            content_type="text/html",
            status=status,
            headers=headers,
        )
        if cookies.TOLD in self.request.cookies and not self.by_htmx:
            cookies.drop(response, cookies.TOLD)
        return response

    def go(self, path: str, told: str = "") -> web.Response:
        """Lead to another page of ours, which tells `told` at its top."""
        if self.by_htmx:
            response = web.Response(headers={"HX-Redirect": path})
        else:
            response = web.Response(status=303, headers={"Location": path})
        if told:
            cookies.keep(response, cookies.TOLD, quote(told), TOLD_S)
        return response

    @property
    def origin(self) -> str:
        """The page that somebody has before them: this one, or the one that a step began on."""
        headers = self.request.headers
        if self.request.method == "GET" and not self.by_htmx:
            return self.request.path_qs
        shown = headers.get("HX-Current-URL") or headers.get("Referer") or ""
        return self.back(_path_of(shown))

    def back(self, path: str) -> str:
        """`path` if it is a page of the console, else its home: nobody is led away from here."""
        return path if _is_ours(path) else HOME


def one_address(word: str) -> str:
    """Where the link of this word leads."""
    return f"/console/one/{word}"


class Form:
    """Fields of a form, as words without spaces around them."""

    def __init__(self, fields: MultiDictProxy[Any]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        """The field's words; "" if it was not sent."""
        return self.raw(name).strip()

    def has(self, name: str) -> bool:
        """Whether the field was sent at all."""
        return name in self._fields

    def raw(self, name: str) -> str:
        """As typed: a password may begin with a space."""
        value = self._fields.get(name, "")
        return value if isinstance(value, str) else ""

    def file(self, name: str) -> web.FileField | None:
        """A file that was sent; it is gone when the page has answered."""
        value = self._fields.get(name)
        return value if isinstance(value, web.FileField) else None

    def close(self) -> None:
        """Let go of the files."""
        for value in self._fields.values():
            if isinstance(value, web.FileField):
                value.file.close()

    def all(self, name: str) -> list[str]:
        """Every value of a field that may be ticked several times."""
        return [value for value in self._fields.getall(name, []) if isinstance(value, str)]


def _path_of(address: str) -> str:
    """Path and query of an address; "" if it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return urlunsplit(("", "", parts.path, parts.query, ""))


def _is_ours(path: str) -> bool:
    """A browser reads `//host` and a backslash as another host, and drops tabs and line ends."""
    if not path.isprintable() or "\\" in path:
        return False
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    inside = parts.path == HOME or parts.path.startswith(f"{HOME}/")
    return not parts.scheme and not parts.netloc and inside and "/../" not in parts.path
