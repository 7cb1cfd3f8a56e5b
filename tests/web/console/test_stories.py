"""Rules read as steps and as a picture, changed as a form."""

from html.parser import HTMLParser

import pytest

from bot.domain.people import Role
from tests.web.console.hostile import HOSTILE
from tests.web.console.house import Client, ConsoleHouse, a_person, signed_in
from tests.web.console.pages import look, send
from tests.web.console.studios import FILES, RULES, Studios

EDITOR = a_person(Role.EDITOR, login="zhao")
PUBLISHER = a_person(Role.PUBLISHER, login="qian")
PAGE = "/console/stories"
TOPIC = f"{PAGE}/smalltalk"
FILE = f"{PAGE}/file/{RULES}"
HELLO = "smalltalk - hello"


@pytest.fixture
async def studios(console: ConsoleHouse) -> Studios:
    await console.studios.install()
    return console.studios


@pytest.fixture
def headers(browser: Client, console: ConsoleHouse, studios):
    return signed_in(browser, console.signing_in.seat(EDITOR))


def rule(*steps: tuple[str, str, str], seen: int = 0, **more: str) -> list[tuple[str, str]]:
    """The form of one rule: (order, kind, name) of each step as it stood; "" adds none."""
    fields = [("rule", HELLO), ("seen", str(seen)), *more.items()]
    for at, (order, kind, name) in enumerate(steps):
        fields += [("step", str(at)), (f"order_{at}", order), (f"kind_{at}", kind)]
        fields += [(f"name_{at}", one) for one in name.split()]
    return fields


# --- read ---


async def test_every_topic_is_listed_with_its_rules(browser: Client, headers):
    """By its name in Chinese."""
    text = await look(browser, PAGE)

    assert "问候、道谢、听不懂" in text
    assert "投诉、举报" in text
    assert text.count(">2</td>") == 2


async def test_a_rule_reads_as_steps_in_words(browser: Client, headers):
    """What citizens say, with examples; what the bot says to it, and what can be tapped."""
    text = await look(browser, TOPIC)

    for words in (
        "市民：问候",
        "“<bdi>你好</bdi>”",
        "早上好",
        "您好！有什么事直接说。",
        "我要反映问题",
    ):
        assert words in text, words


async def test_a_form_and_what_must_be_so_are_told_in_words(browser: Client, headers):
    """No name of Rasa's stands where a clerk reads."""
    text = await look(browser, f"{PAGE}/complaint")

    for words in ("听清是什么事", "如果是一件新的事", "追问：投诉的事", "正在追问", "开工单"):
        assert words in text, words


async def test_the_flow_is_a_picture_without_a_script(browser: Client, headers):
    """From the form's opening a dashed line leads to what happens inside it."""
    text = await look(browser, f"{PAGE}/complaint")
    picture = text[text.index("<svg") : text.index("</svg>")]

    assert picture.count("<g class=") == 6
    assert 'class="edge later"' in picture
    assert "追问投诉的事" in picture
    assert "<script" not in picture


async def test_a_file_that_cannot_be_read_hides_no_other(browser: Client, console: ConsoleHouse):
    """It came with an older release. It is told, and leads to where it is mended."""
    await console.studios.install(**{RULES: b"rules: [1, {rule: x, steps: 3}]\n"})
    signed_in(browser, console.signing_in.seat(EDITOR))

    text = await look(browser, PAGE)

    assert "投诉、举报" in text
    assert (await look(browser, f"{PAGE}/complaint")).count('class="rule"') == 2
    await look(browser, TOPIC)
    await look(browser, f"{PAGE}/no-such-topic", status=404)


async def test_hostile_yaml_stays_words(browser: Client, studios, headers):
    """As names of rules, as sentences, as examples: also in the picture."""
    for at in range(0, len(HOSTILE), 7):
        words = " ".join(HOSTILE[at].split()).replace("\\", "\\\\").replace('"', '\\"')
        if not words.isprintable():
            continue
        await studios.drafts.put(
            RULES,
            f'rules:\n- rule: "{words}"\n  steps:\n  - intent: "{words}"\n'
            f'  - action: "{words}"\n  - slot_was_set:\n    - "{words}": "{words}"\n'
            f"  - action: utter_greet\n".encode(),
            "li",
            None,
        )
        pages = (TOPIC, PAGE, FILE)
        text = "".join([await look(browser, page) for page in pages])
        assert what_runs(text) == [], words
        assert text.count("<svg") == 1


class Elements(HTMLParser):
    """Notes what a browser would run or load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        ours = (given.get("src") or "").startswith("/console/static/")
        if tag in ("img", "iframe", "style", "base", "object", "embed"):
            self.found.append(tag)
        if tag == "script" and not ours:
            self.found.append(tag)
        self.found += [name for name in given if name.startswith("on") or name == "style"]


def what_runs(text: str) -> list[str]:
    elements = Elements()
    elements.feed(text)
    return elements.found


# --- changed as a form ---


async def test_another_answer_and_another_order(browser: Client, studios, headers):
    """And nothing else of the file becomes another one."""
    before = await studios.text(RULES)

    status, page = await send(
        browser,
        f"{TOPIC}/rule",
        headers,
        rule(("2", "intent", "greet thanks"), ("1", "action", "utter_thanks")),
    )

    assert (status, page) == (303, TOPIC)
    after = await studios.text(RULES)
    wanted = (
        "    steps:\n      - action: utter_thanks\n      - or:\n"
        "          - intent: greet\n          - intent: thanks\n"
    )
    old = "    steps:\n      - intent: greet\n      - action: utter_greet\n"
    assert after == before.replace(old, wanted, 1)


async def test_a_step_is_added_and_one_goes(browser: Client, studios, headers):
    """In one save."""
    fields = rule(("1", "intent", "greet"), ("2", "action", "utter_greet"), drop_1="1")
    fields += [("step", "new"), ("order_2", "3"), ("kind_2", "action"), ("name_2", "utter_thanks")]

    status, _ = await send(browser, f"{TOPIC}/rule", headers, fields)

    assert status == 303
    assert "- intent: greet\n      - action: utter_thanks\n" in await studios.text(RULES)


async def test_a_rule_is_added_where_somebody_says_something(browser: Client, studios, headers):
    """当市民说〈意图〉，回复〈话术〉."""
    fields = {"name": "早上好: #1", "intent": "thanks", "action": "utter_greet", "seen": "0"}

    status, _ = await send(browser, f"{TOPIC}/add", headers, fields)

    assert status == 303
    added = '\n  - rule: "早上好: #1"\n    steps:\n'
    added += "      - intent: thanks\n      - action: utter_greet\n"
    assert await studios.text(RULES) == FILES[RULES].decode() + added
    assert "早上好: #1" in await look(browser, TOPIC)


async def test_a_rule_goes(browser: Client, studios, headers):
    """Those beside it stay."""
    status, _ = await send(browser, f"{TOPIC}/rule", headers, {"rule": HELLO, "drop": "1"})

    assert status == 303
    text = await studios.text(RULES)
    assert HELLO not in text
    assert "smalltalk - thanks" in text


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (rule(("1", "intent", "greet"), drop_0="1"), "至少要留一步"),
        (rule(("1", "action", "utter_x"), ("2", "action", "a b"), ("3", "action", "x")), "对不上"),
        (rule(("1", "intent", "greet'\n- rule:x")), "只能有字母"),
        ({"rule": "no such rule"}, "没有叫"),
    ],
)
async def test_what_cannot_be_is_told_and_changes_nothing(
    browser: Client, studios, headers, fields, told: str
):
    """In a sentence."""
    response = await browser.post(f"{TOPIC}/rule", data=fields, headers=headers)

    assert response.status in (404, 422)
    if response.status == 422:
        assert told in await response.text()
    assert (await studios.drafts.open()).version == 0


async def test_who_comes_second_overwrites_nobody(browser: Client, studios, headers):
    """The page shows what is there now."""
    theirs = (await studios.text(RULES)).replace("utter_thanks", "utter_greet")
    await studios.drafts.put(RULES, theirs.encode(), "li", None)

    status, text = await send(
        browser, f"{TOPIC}/rule", headers, rule(("1", "intent", "thanks"), ("2", "action", ""))
    )

    assert status == 409
    assert "刚才有别的同志改了同一个文件" in text
    assert await studios.text(RULES) == theirs


# --- the bot's sentences ---


async def test_a_sentence_is_put_in_other_words(browser: Client, studios, headers):
    """With what can be tapped as before."""
    fields = [("name", "utter_greet"), ("seen", "0"), ("text", "您好：#1\n请讲"), ("text", "来了")]

    status, _ = await send(browser, f"{PAGE}/sayings", headers, fields)

    assert status == 303
    text = await look(browser, f"{PAGE}/sayings?q=请讲")
    assert "您好：#1\n请讲" in text
    assert "我要反映问题" in text
    domain = await studios.text("domain.yml")
    assert "# hello" in domain
    assert "utter_thanks:\n    - text: 不客气。" in domain


@pytest.mark.parametrize(
    ("name", "words"),
    [("utter_", "x"), ("action_x", "x"), ("utter_x", " "), ("utter_x", "字" * 2001)],
)
async def test_a_sentence_that_cannot_be_is_given_back(
    browser: Client, studios, headers, name: str, words: str
):
    """Nothing of it is lost."""
    fields = {"which": "new", "name": name, "text": words, "seen": "0"}

    status, text = await send(browser, f"{PAGE}/sayings", headers, fields)

    assert status == 422
    assert f'value="{name}"' in text
    assert words.strip() in text
    assert (await studios.drafts.open()).version == 0


# --- who may only look ---


async def test_who_may_only_look_finds_no_form(browser: Client, console: ConsoleHouse, studios):
    """A publisher does not write what they publish."""
    signed_in(browser, console.signing_in.seat(PUBLISHER))

    for page in (TOPIC, FILE, f"{PAGE}/sayings"):
        assert "存进草稿</button>" not in await look(browser, page)
