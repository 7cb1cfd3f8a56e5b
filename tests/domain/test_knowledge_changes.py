"""What changes between two states of the known questions."""

from bot.domain.entries import FaqEntry
from bot.domain.knowledge_changes import CHANGED, GONE, NEW, FieldChange, entry_changes

LAMP = FaqEntry(
    "lamp", "路灯坏了找谁？", "打12345。", ways=("灯坏了", "路灯不亮"), path="nlu/a.yml"
)


def test_what_is_new_what_is_gone_and_what_is_another():
    """By key; what only moved to another file is no change."""
    card = LAMP.changed(key="card")
    moved = LAMP.changed(path="nlu/b.yml")
    other = card.changed(answer="打110。", ways=("灯坏了", "黑灯瞎火"), sample=True)

    found = entry_changes(
        [LAMP, card, LAMP.changed(key="z")], [moved, other, card.changed(key="a")]
    )

    assert [(one.entry.key, one.kind) for one in found] == [
        ("a", NEW),
        ("card", CHANGED),
        ("z", GONE),
    ]
    assert found[1].fields == (
        FieldChange("answer", "打12345。", "打110。"),
        FieldChange("sample", "不是", "是"),
    )
    assert (found[1].more, found[1].less) == (("黑灯瞎火",), ("路灯不亮",))
