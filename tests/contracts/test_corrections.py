"""What every store of corrections promises."""

from bot.domain.corrections import Correction, Verdict
from bot.domain.tickets import Type
from bot.services.ports.changes import Changes
from tests.builders import NOW

LAMP = Correction("路灯坏了", Type.INQUIRY, Type.COMPLAINT, "m1", NOW, "20261123-4821-07")
TREES = Correction("多种些树", Type.COMPLAINT, Type.SUGGESTION, "m1", NOW)


async def keep(store, *corrections: Correction) -> list[Correction]:
    await store.tickets.apply(Changes(corrections=[*corrections]))
    return await store.corrections.of(Verdict.WAITING)


async def test_a_correction_waits_as_it_was_made(store):
    """The oldest first."""
    kept = await keep(store, LAMP, TREES)

    assert [(one.text, one.was, one.wanted, one.number) for one in kept] == [
        ("路灯坏了", Type.INQUIRY, Type.COMPLAINT, "20261123-4821-07"),
        ("多种些树", Type.COMPLAINT, Type.SUGGESTION, None),
    ]
    assert {(one.at, one.model) for one in kept} == {(NOW, "m1")}


async def test_a_verdict_can_be_given_and_changed(store):
    """Whoever accepted by mistake rejects."""
    lamp, trees = await keep(store, LAMP, TREES)

    assert await store.corrections.decide([lamp.id], Verdict.ACCEPTED) == [lamp.id]
    assert [one.text for one in await store.corrections.of(Verdict.ACCEPTED)] == ["路灯坏了"]

    await store.corrections.decide([lamp.id, trees.id], Verdict.REJECTED)
    assert await store.corrections.of(Verdict.ACCEPTED) == []
    assert await store.corrections.of(Verdict.WAITING) == []


async def test_what_is_not_there_gets_no_verdict(store):
    assert await store.corrections.decide([7], Verdict.ACCEPTED) == []
