"""The made-up knowledge base is fair: asked in other words than those it is learned from."""

from benchmarks.known_questions import known_questions, strange_questions


def test_every_entry_is_another_one():
    entries = known_questions(3000)

    assert len({entry.key for entry in entries}) == 3000
    assert len({entry.question for entry in entries}) == 3000


def test_nothing_is_asked_in_words_that_were_learned():
    entries = known_questions(300)

    learned = {way for entry in entries for way in entry.learned}
    assert learned.isdisjoint(way for entry in entries for way in entry.asked)
    assert all(len(set(entry.learned)) == 8 for entry in entries)


def test_a_smaller_base_is_part_of_a_larger_one_and_always_the_same():
    assert known_questions(60) == known_questions(500)[:60]
    assert list(strange_questions(5)) == list(strange_questions(5))
