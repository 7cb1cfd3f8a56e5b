"""A clerk at the page of one ticket."""

import re

from bot.domain.people import Role
from tests.builders import a_ticket
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in

CLERK = a_person(Role.STAFF, department="construction")
OTHER = a_person(Role.STAFF, department="heating", login="other")
CHIEF = a_person(Role.SUPERVISOR, department="construction", login="chief")
AUDITOR = a_person(Role.AUDITOR, department=None, login="auditor")
NUMBER = a_ticket().number
HERE = f"/console/tickets/{NUMBER}"


class Desk:
    """A clerk at a browser, with forms as a browser without scripts sends them."""

    def __init__(self, browser: Client, console: ConsoleHouse, who=CLERK) -> None:
        self.browser, self.console = browser, console
        self.headers = signed_in(browser, console.signing_in.seat(who))
        self.text = ""

    async def opens(self, address: str = HERE, status: int = 200) -> str:
        response = await self.browser.get(address)
        self.text = await response.text()
        assert response.status == status, self.text
        return self.text

    def hidden(self, form: str) -> dict[str, str]:
        """The hidden fields of a form on the page that is open."""
        found = re.search(rf'action="{HERE}/{form}".*?</form>', self.text, re.DOTALL)
        assert found, f"no form {form}"
        fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[0])
        return dict(fields)

    async def sends(self, form: str, status: int = 303, page: str = "", **fields: str):
        """Fill in a form and press its button; returns the answer, read."""
        data = {**self.hidden(form), **fields}
        address = f"{HERE}/{page or form}"
        response = await self.browser.post(address, data=data, allow_redirects=False)
        self.text = await response.text()
        assert response.status == status, self.text
        return response
