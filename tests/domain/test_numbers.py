"""Ticket numbers as citizens read and write them."""

from datetime import UTC, datetime

import pytest

from bot.domain.numbers import PATTERN, find_number, new_number


def test_a_new_number_begins_with_its_day_and_is_found_again():
    """The number we give out is one that we recognise."""
    number = new_number(datetime(2026, 11, 23, tzinfo=UTC))

    assert number.startswith("20261123-")
    assert PATTERN.fullmatch(number)
    assert find_number(f"查询{number}谢谢") == number


@pytest.mark.parametrize(
    "text",
    [
        "查20261123-4821-07",
        "202611234821 07",
        "编号２０２６１１２３－４８２１－０７",
        "20261123 4821 07",
    ],
)
def test_a_number_is_found_however_its_dashes_were_typed(text: str):
    """People type numbers from memory, from paper, and full-width."""
    assert find_number(text) == "20261123-4821-07"


@pytest.mark.parametrize("text", ["", "13800138000", "2026112348210799", "20261123-482-07"])
def test_other_digits_are_no_ticket_number(text: str):
    """A phone number is not a ticket."""
    assert find_number(text) is None
