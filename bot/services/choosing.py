"""Which of the choices that were offered does a message take?"""

import unicodedata
from dataclasses import replace

from bot.domain import landmarks
from bot.domain.assent import agrees, and_more, refuses, wants_all
from bot.domain.messages import Kind, Message
from bot.domain.replies import Choice
from bot.domain.together import wished
from bot.services.comforting import NO_CALL

REFUSALS = frozenset({"deny", "apart", "leave", NO_CALL})
"""Choices that say no to the one before them."""
BEGINS = "another"
"""The choice that begins one more matter: who says yes to it may say at once where it is."""


def taken(text: str, offered: tuple[Choice, ...]) -> Choice | None:
    """The choice that `text` takes: by its number or by its very title.

    A question with one yes and one no is answered by a plain yes or no, too. Who wants a matter
    handled with others' or by itself may say so long after it was offered.
    """
    said = _plain(text)
    for number, choice in enumerate(offered, 1):
        if said in (str(number), _plain(choice.title)):
            return choice
    if len(offered) == 2 and offered[1].intent in REFUSALS:
        if agrees(said) or (offered[0].intent == BEGINS and wants_all(said)):
            return offered[0]
        if refuses(said):
            return offered[1]
        if place := _place_after_a_yes(said, offered[0]):
            return replace(offered[0], entities={**offered[0].entities, "place": place})
    if wish := wished(said):
        return next((one for one in offered if one.intent == wish), Choice(text, wish))
    return None


def structured(message: Message) -> Choice | None:
    """What a message says by its kind instead of by words."""
    if message.kind in (Kind.FOLLOWED, Kind.SCANNED):
        return Choice("关注", "follow", dict(message.details))
    if message.kind in (Kind.IMAGE, Kind.VIDEO):
        return Choice("图片" if message.kind is Kind.IMAGE else "视频", "attach")
    if message.kind is Kind.LOCATION and message.point:
        point = message.point
        place = point.label or f"纬度{point.latitude:.5f} 经度{point.longitude:.5f}"
        return Choice("位置", "inform", {"place": place})
    return None


def _place_after_a_yes(said: str, choice: Choice) -> str:
    more = landmarks.as_told(and_more(said)) if choice.intent == BEGINS else ""
    located = landmarks.sounds_like_a_place(more) or any(sign.isdigit() for sign in more)
    return more if located and not landmarks.goes_on_telling(more) else ""


def _plain(text: str) -> str:
    """As it is compared: one width of signs, and none around."""
    return unicodedata.normalize("NFKC", text).strip(" .。、，,！!")
