"""An operator's template is checked at the start and filled so that WeChat takes it."""

import pytest

from bot.adapters.wechat.notices import Notice
from bot.domain.errors import BadSetting
from tests.builders import NOW, a_citizens_parcel

SETTING = "HUIYING_WECHAT_NOTICE"
WRITTEN = '{"template": "t1", "long_term": true, "fields": {"thing1": "工单 {number}"}}'


def test_a_setting_is_read():
    notice = Notice.read(WRITTEN, SETTING)

    assert notice == Notice("t1", {"thing1": "工单 {number}"}, long_term=True)


def test_an_empty_setting_is_no_notice():
    assert Notice.read("  ", SETTING) is None


@pytest.mark.parametrize(
    "text",
    [
        "t1",
        "[]",
        '{"template": "t1"}',
        '{"fields": {}}',
        '{"template": "t1", "fields": {"thing1": "{name}"}}',
        '{"template": "t1", "fields": {"thing1": "{"}}',
        '{"template": "t1", "fields": {"thing1": 1}}',
        '{"template": "t1", "fields": []}',
        '{"template": "t1", "fields": {"thing1": "{number.__class__}"}}',
        '{"template": "", "fields": {"thing1": "x"}}',
        '{"template": "t1", "fields": {}}',
        '{"template": "t1", "fields": {"thing1": "x"}, "colour": "red"}',
    ],
)
def test_a_wrong_setting_says_what_to_write(text: str):
    with pytest.raises(BadSetting, match=SETTING):
        Notice.read(text, SETTING)


def test_fields_hold_number_words_and_time():
    fields = {"character_string1": "{number}", "thing2": "{words}", "time3": "{time}"}
    parcel = a_citizens_parcel("路灯已经修好。", number="20261123-4821-07")

    data = Notice("t", fields).of(parcel, NOW)

    assert data == {
        "character_string1": {"value": "20261123-4821-07"},
        "thing2": {"value": "路灯已经修好。"},
        "time3": {"value": "2026年11月23日 16:00"},
    }


def test_long_words_are_shortened_to_what_the_field_takes():
    data = Notice("t", {"thing1": "{words}", "phrase2": "{words}"}).of(
        a_citizens_parcel("路灯坏了很久" * 9), NOW
    )

    assert len(data["thing1"]["value"]) == 20
    assert len(data["phrase2"]["value"]) == 5


def test_no_field_is_ever_empty():
    """WeChat refuses the whole notice for one."""
    data = Notice("t", {"thing1": "{words}", "thing2": "{number}"}).of(
        a_citizens_parcel("", number=None), NOW
    )

    assert all(field["value"] for field in data.values())
