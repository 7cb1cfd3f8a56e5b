"""The form of one known question, read and sent as a browser without scripts would."""

import re
from html import unescape

from bot.domain.people import Role
from tests.web.console.house import Client, a_person
from tests.web.console.questions import LAMP

EDITOR = a_person(Role.EDITOR, login="zhao", department="construction")
PAGE = "/console/faq/lamp_broken"
CARD = LAMP.changed(
    key="card_lost",
    question="社保卡丢了怎么办？",
    answer="先打12333挂失。",
    ways=("卡丢了", "社保卡不见了怎么补", "社保卡找不到了", "补一张社保卡", "社保卡挂失"),
    path="nlu/faq/social_security.yml",
)


async def drawn(browser: Client, address: str = PAGE) -> dict[str, str]:
    """The form of a page as a browser would send it back."""
    text = await (await browser.get(address)).text()
    return fields_of(text)


def fields_of(text: str) -> dict[str, str]:
    """What the form on this page holds."""
    form = re.search(r'<form method="post"[^>]*id="entry".*?</form>', text, re.DOTALL)
    assert form
    fields: dict[str, str] = {}
    for found in re.findall(r"<input ([^>]*)>", form[0]):
        told = dict(re.findall(r'(\w+)="([^"]*)"', found))
        if told.get("type") != "checkbox" or "checked" in found:
            fields[told["name"]] = unescape(told.get("value", ""))
    for name, words in re.findall(r'<textarea name="(\w+)".*?>\n(.*?)</textarea>', form[0], re.S):
        fields[name] = unescape(words)
    for name, inside in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', form[0], re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        fields[name] = chosen[1] if chosen else ""
    return fields


async def send(browser: Client, token, fields: dict[str, str], address: str = PAGE, **changes: str):
    """The answer to this form, with these changes."""
    return await browser.post(address, data=fields | changes, headers=token)
