"""Messages and replies survive being written down."""

from bot.domain.messages import Kind, Media, Message, Point
from bot.domain.replies import SILENCE, Choice, Reply, joined
from tests.builders import a_message


def test_a_message_written_down_is_read_back_whole():
    """The inbox keeps everything a turn needs."""
    message = a_message(
        "这里",
        kind=Kind.LOCATION,
        media=Media("image", "abc"),
        point=Point(39.9, 116.4, "人民广场"),
        details={"scene": "7"},
    )

    assert Message.from_record(message.as_record()) == message


def test_a_reply_written_down_is_read_back_whole():
    """A redelivery gets the very same reply."""
    reply = Reply("选一个", (Choice("没解决", "not_solved", {"number": "1"}),))

    assert Reply.from_record(reply.as_record()) == reply


def test_choices_are_numbered_below_the_words():
    """A channel that only has text still offers them."""
    reply = Reply("您想问哪个？", (Choice("社保卡", "faq"), Choice("医保卡", "faq")))

    assert reply.words == "您想问哪个？\n回复数字：\n1. 社保卡\n2. 医保卡"


def test_replies_join_without_a_gap_and_the_last_choices_win():
    """A passive answer carries one message."""
    first, second = Reply("一", (Choice("旧", "x"),)), Reply("二", (Choice("新", "y"),))

    assert joined([first, SILENCE, second]) == Reply("一\n二", (Choice("新", "y"),))
