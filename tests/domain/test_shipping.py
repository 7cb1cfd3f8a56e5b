"""A new version's texts beside those that people changed."""

import pytest

from bot.domain.shipping import Merged, merged

PATH = "stories/a.yml"
HEAD = 'version: "3.1"\nrules:\n'


def rules(**texts: str) -> dict[str, bytes]:
    """A file with these rules."""
    told = "".join(f"  - rule: {name}\n    does: {text}\n" for name, text in texts.items())
    return {PATH: f"{HEAD}{told}".encode()}


def merge(was, new, ours, is_sound=lambda path, content: True) -> Merged:
    return merged(was, new, ours, is_sound)


WAS = rules(a="1", b="1", c="1")


def test_what_nobody_changed_follows_and_what_people_changed_stays():
    """In the same file."""
    found = merge(WAS, rules(a="2", b="1", c="1"), rules(a="1", b="mine", c="1"))

    assert found == Merged(rules(a="2", b="mine", c="1"))


def test_what_both_changed_stays_as_people_wrote_it_and_is_told():
    found = merge(WAS, rules(a="2", b="2", c="1"), rules(a="1", b="mine", c="1"))

    assert found == Merged(rules(a="2", b="mine", c="1"), ("rule/b",))


def test_what_both_changed_alike_is_nothing_to_decide():
    same = rules(a="2", b="1", c="1")

    assert merge(WAS, same, same) == Merged()


def test_what_the_new_version_dropped_goes_unless_people_changed_it():
    found = merge(WAS, rules(a="1"), rules(a="1", b="mine", c="1"))

    assert found == Merged(rules(a="1", b="mine"), ("rule/b",))


def test_what_people_dropped_stays_away_and_is_told_if_it_changed():
    assert merge(WAS, WAS, rules(a="1", b="1")) == Merged()
    assert merge(WAS, rules(a="1", b="1", c="2"), rules(a="1", b="1")) == Merged({}, ("rule/c",))


def test_what_is_new_comes_after_its_neighbour():
    """Also into a list that people have added to."""
    new = rules(a="1", n="1", b="1", c="1")

    found = merge(WAS, new, rules(a="1", b="1", c="1", mine="1"))

    assert found == Merged(rules(a="1", n="1", b="1", c="1", mine="1"))


def test_whole_files_come_and_go():
    other = {"stories/n.yml": b'version: "3.1"\nrules:\n- rule: n\n'}

    assert merge(WAS, other, WAS) == Merged({PATH: None, **other})
    kept = merge(WAS, other, rules(a="mine", b="1", c="1"))
    assert kept == Merged({**rules(a="mine"), **other}, ("rule/a",))


def test_a_list_that_is_new_gets_its_heading():
    was, ours = {PATH: b"rules:\n- rule: a\n"}, {PATH: b"rules:\n- rule: a\n  mine: 1\n"}
    new = {PATH: b"rules:\n- rule: a\nstories:\n- story: s\n"}

    assert merge(was, new, ours) == Merged(
        {PATH: b"rules:\n- rule: a\n  mine: 1\nstories:\n- story: s\n"}
    )


def test_an_entry_s_answer_and_its_ways_to_ask_are_one():
    """Who changed the answer has the new ways to ask shown, not mixed in."""

    def entry(answer: str, way: str) -> dict[str, bytes]:
        told = f"nlu:\n- intent: faq/x\n  ways: {way}\nresponses:\n  utter_faq/x:\n  - {answer}\n"
        return {"nlu/faq/x.yml": told.encode()}

    was, new, mine = entry("1", "1"), entry("1", "2"), entry("mine", "1")

    assert merge(was, new, mine) == Merged({}, ("faq/x",))
    assert merge(was, entry("2", "2"), was) == Merged(entry("2", "2"))


@pytest.mark.parametrize("path", ["menu.yml", "config.yml"])
def test_a_file_without_names_is_one_thing(path: str):
    was, new, ours = {path: b"a: 1\n"}, {path: b"a: 2\n"}, {path: b"a: mine\n"}

    assert merge(was, new, was) == Merged(new)
    assert merge(was, new, ours) == Merged({}, (path,))


def test_a_file_that_could_not_be_read_stays_as_it_is_and_its_items_are_told():
    found = merge(WAS, rules(a="2", b="1", c="1"), WAS, lambda path, content: False)

    assert found == Merged({}, ("rule/a",))
