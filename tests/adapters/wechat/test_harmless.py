"""Hostile XML is refused before anything reads it."""

import contextlib

import pytest
import xmltodict
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.wechat.harmless import check, fields, readable
from bot.domain.errors import BodyRejected

HOSTILE = {
    "a DOCTYPE": "<!DOCTYPE xml><xml><a>1</a></xml>",
    "an entity": '<!DOCTYPE x [<!ENTITY a "b">]><xml><a>&a;</a></xml>',
    "a file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><a>&a;</a></xml>',
    "a thousand laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><xml>&b;</xml>',
    "a parameter entity": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://x/">%a;]><xml/>',
    "an entity nobody declared": "<xml><a>&nbsp;</a></xml>",
    "a processing instruction": "<xml><?php echo 1 ?></xml>",
    "another encoding": '<?xml version="1.0" encoding="GBK"?><xml><a>1</a></xml>',
    "UTF-16 by its own word": '<?xml version="1.0" encoding="utf-16"?><xml/>',
    "a field twice": "<xml><a>1</a><a>2</a></xml>",
    "an attribute": '<xml><a b="c">1</a></xml>',
    "a namespace": '<xml xmlns="http://x/"><a>1</a></xml>',
    "too deep": "<xml>" + "<a>" * 6 + "</a>" * 6 + "</xml>",
    "too many": "<xml>" + "".join(f"<a{n}/>" for n in range(64)) + "</xml>",
    "a hundred thousand deep": "<a>" * 100_000,
    "two roots": "<xml/><xml/>",
    "no end": "<xml><a>1</a>",
    "nothing": "",
    "words": "你好",
    "JSON": '{"MsgType": "text"}',
    "a forbidden character by number": "<xml><a>&#0;</a></xml>",
    "a broken CDATA": "<xml><a><![CDATA[x]]></xml>",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_xml_is_refused(text: str):
    with pytest.raises(BodyRejected):
        check(text)


HARMLESS = {
    "a message": "<xml><a><![CDATA[1]]></a><b>2</b></xml>",
    "a declaration": '<?xml version="1.0" encoding="UTF-8"?><xml><a>1</a></xml>',
    "the same name below": "<xml><l><i>1</i><i>2</i></l></xml>",
    "six deep": "<xml>" + "<a>" * 5 + "</a>" * 5 + "</xml>",
    "the five entities of XML": "<xml><a>&lt;&gt;&amp;&quot;&apos;&#20320;</a></xml>",
    "a comment": "<xml><!-- x --><a>1</a></xml>",
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_what_wechat_sends_passes(text: str):
    check(text)


def test_control_characters_are_taken_out_before_reading():
    """WeChat forwards them as the citizen's phone sent them."""
    body = "<xml><a><![CDATA[a\x00\x08\x0b\x1f\ufffe\uffffb\t\n]]></a></xml>".encode()

    text = readable(body)

    assert text == "<xml><a><![CDATA[ab\t\n]]></a></xml>"
    check(text)


@pytest.mark.parametrize(
    "body", [b"\xff\xfe<\x00", "你好".encode("gbk"), b"\xed\xa0\x80", b"\xc0\xaf"]
)
def test_what_is_not_utf_8_is_refused(body: bytes):
    with pytest.raises(BodyRejected):
        readable(body)


def test_a_byte_order_mark_is_no_obstacle():
    assert readable(b"\xef\xbb\xbf<xml/>") == "<xml/>"


@given(st.text())
def test_any_text_passes_or_is_refused_and_nothing_else_happens(text: str):
    with contextlib.suppress(BodyRejected):
        check(text.encode("utf-8", "ignore").decode())


@given(
    st.lists(
        st.text("ab 1\n", max_size=8)
        | st.sampled_from(
            ["<![CDATA[<a>]]>", "<![CDATA[ x ]]>y", "<b>c</b>", "c<b/>", "&lt;", "<!-- -->"]
        ),
        max_size=4,
    )
)
def test_the_fields_that_hold_only_words_are_read_as_by_any_other_reader(parts: list[str]):
    """What is empty, or holds further elements, is no word."""
    text = "<xml>" + "".join(f"<f{n}>{part}</f{n}>" for n, part in enumerate(parts)) + "</xml>"

    read = xmltodict.parse(text)["xml"] or {}

    assert fields(text) == {name: words for name, words in read.items() if isinstance(words, str)}


@pytest.mark.parametrize("what", HOSTILE)
def test_fields_of_hostile_xml_are_read_by_nobody(what: str):
    """Reading on the way takes down nothing that a look alone would have refused."""
    with pytest.raises(BodyRejected):
        fields(HOSTILE[what])


def test_another_root_than_wechats_has_no_fields():
    """It is no call of theirs."""
    with pytest.raises(BodyRejected):
        fields("<html><Encrypt>x</Encrypt></html>")
