"""The section about cries for help."""

from bot.services.evaluation.emergencies import Cry, alarms, emergencies


def test_what_was_heard_missed_and_falsely_alarmed_is_counted():
    """Three cries, one of them not heard; one false alarm; one alarm of the wrong kind."""
    cries = [
        Cry("我家着火了", "fire"),
        Cry("有人拿刀砍人", "medical"),
        Cry("今天风很大", "danger"),
        Cry("老人晕倒没呼吸了"),
        Cry("路灯坏了"),
    ]

    (row,) = emergencies({"自写": cries}).rows

    assert row == ("自写", 3, 2 / 3, 2, 1, 2 / 3, 1 / 2)


def test_without_sentences_the_section_says_so():
    assert emergencies({}).absent
    assert emergencies({"自写": []}).absent


def test_alarms_over_ordinary_texts_are_a_share():
    assert alarms({"来信": ["路灯坏了", "我家着火了"], "短": []}).rows == [("来信", 2, 1, 0.5)]
    assert alarms({}).absent
