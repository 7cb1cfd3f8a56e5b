"""A message takes one of the choices that were offered, or none."""

import pytest

from bot.domain.replies import Choice
from bot.services.choosing import taken

OFFERED = (Choice("社保卡", "faq_chosen", {"faq_key": "card"}), Choice("人工", "handoff"))


def test_other_words_take_no_choice():
    """A sentence that only begins with a digit is a sentence."""
    assert taken("3", OFFERED) is None
    assert taken("1号楼没水", OFFERED) is None


@pytest.mark.parametrize(
    ("said", "taken_choice"), [("好的", 0), ("是的。", 0), ("别撤", 1), ("不用", 1)]
)
def test_a_plain_yes_or_no_answers_a_question_with_one_of_each(said: str, taken_choice: int):
    """“别撤” once withdrew the ticket, “好的” once lost the second matter."""
    offered = (Choice("确定撤回", "withdraw"), Choice("不撤了", "deny"))

    assert taken(said, offered) is offered[taken_choice]
    assert taken(said, OFFERED) is None
