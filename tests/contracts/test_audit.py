"""What every audit promises."""

from datetime import timedelta

from tests.builders import NOW
from tests.contracts.people import House


async def write(house: House, *lines: tuple[str, str, str]) -> None:
    for number, (who, what, subject) in enumerate(lines):
        at = NOW + timedelta(seconds=number)
        await house.audit.write(who, what, subject, {"address": "10.0.0.1"}, at)


async def test_a_line_is_read_as_it_was_written(house: House):
    await write(house, ("p1", "sign_in", "p1"))

    (line,) = await house.audit.read()

    assert (line.who, line.what, line.subject, line.at) == ("p1", "sign_in", "p1", NOW)
    assert line.details == {"address": "10.0.0.1"}


async def test_the_newest_are_read_first_a_page_at_a_time(house: House):
    """No line twice and none left out."""
    await write(house, *(("p1", "case_read", f"t{number}") for number in range(7)))

    first = await house.audit.read(limit=3)
    second = await house.audit.read(before_id=first[-1].id, limit=3)
    third = await house.audit.read(before_id=second[-1].id, limit=3)

    assert [line.subject for line in (*first, *second, *third)] == [
        f"t{number}" for number in reversed(range(7))
    ]


async def test_lines_are_read_by_who_what_and_to_whom(house: House):
    """And by several of these together."""
    await write(
        house, ("p1", "case_read", "t1"), ("p2", "case_read", "t1"), ("p1", "revealed", "t2")
    )

    async def subjects(**asked: str) -> list[str]:
        return [line.subject for line in await house.audit.read(**asked)]  # type: ignore[arg-type]

    assert await subjects(who="p1") == ["t2", "t1"]
    assert await subjects(what="case_read") == ["t1", "t1"]
    assert await subjects(subject="t2") == ["t2"]
    assert await subjects(who="p1", what="case_read") == ["t1"]
    assert await subjects(who="p3") == []
