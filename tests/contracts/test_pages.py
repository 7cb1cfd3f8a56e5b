"""What every store of pages promises."""

import pytest

from bot.domain.errors import NotFound
from bot.services.ports.changes import Changes, Page


async def test_a_page_is_read_by_its_token(store):
    """Long answers come back whole."""
    text = "第一条\n" * 5000
    await store.tickets.apply(Changes(pages=[Page("token", "c1", text)]))

    assert await store.pages.read("token") == text


async def test_a_wrong_token_opens_nothing(store):
    """Not even nearly right ones."""
    await store.tickets.apply(Changes(pages=[Page("token", "c1", "x")]))

    for token in ("Token", "toke%", ""):
        with pytest.raises(NotFound):
            await store.pages.read(token)
