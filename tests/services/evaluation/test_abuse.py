"""The sections about abuse."""

from bot.services.evaluation.abuse import MEANING, beside, flagged, insults
from bot.services.evaluation.samples import Insult
from bot.services.ports.dialogue import Understanding


class EveryMatterIsAComplaint:
    """A dialogue that understands everything alike."""

    model = "test"

    async def parse(self, text: str) -> Understanding:
        return Understanding("complaint", 0.9)


def test_insults_in_letters_are_a_share():
    letters = ["路灯坏了", "傻逼", "他妈的路灯又坏了", "没水"]

    assert flagged({"来信": letters, "短消息": []}).rows == [("来信", 4, 2, 0.5, 1)]
    assert flagged({}).absent


def test_of_a_sample_only_what_was_held_out_counts_and_it_says_what_it_means():
    sample = [
        Insult("傻逼", True),
        Insult("某地人都爱占小便宜", True),
        Insult("你好", False),
        Insult("废物", True, held_out=False),
    ]

    section = insults(sample)

    assert section.rows == [("留出", 2, 0.5, 1, 0.0)]
    assert section.note == MEANING
    assert insults([]).absent


async def test_what_is_told_beside_abuse_is_heard():
    parts = {"beside": ["傻逼物业停水", "废物"], "only": []}

    section = await beside(EveryMatterIsAComplaint(), parts)  # type: ignore[arg-type]

    assert section.rows == [("beside", 2, 1, 1)]
