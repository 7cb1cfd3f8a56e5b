"""Somebody in danger is recognised by rule; idioms, memories and suppositions are not danger."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.domain import dangers
from bot.domain.advice import ADVICE, FOR_ANOTHER
from bot.domain.emergency import Emergency, recognise
from bot.domain.replies import Reply
from bot.domain.sounding import EXAMPLES, WEIGHTS
from tools.dangers import digest

SENTENCES = Path(__file__).parent / "data" / "emergencies.txt"
HELD_OUT = Path(__file__).parents[1] / "gold" / "emergencies.yml"
LETTERS = Path(__file__).parents[3] / "shared" / "data"
UNSEEN = "# Written after the rules were finished:"
NUMBERS = {
    "fire": "119",
    "crime": "110",
    "medical": "120",
    "gas": "119",
    "traffic": "122",
    "self_harm": "12356",
    "fraud": "110",
    "trapped": "119",
    "missing": "110",
    "danger": "110",
    "collapse": "119",
}


class Sentence(NamedTuple):
    """What somebody wrote, and the danger it tells of, if any."""

    kind: str | None
    text: str


def sentences(block: str) -> list[Sentence]:
    rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
    return [Sentence(None if kind == "-" else kind, text) for kind, text in rows]


ALL = sentences(SENTENCES.read_text(encoding="utf-8"))
LATER = sentences(SENTENCES.read_text(encoding="utf-8").partition(UNSEEN)[2])


def recall_and_precision(of: list[Sentence]) -> tuple[float, float]:
    alarmed = [sentence for sentence in of if recognise(sentence.text)]
    right = sum(sentence.kind is not None for sentence in alarmed)
    return right / sum(sentence.kind is not None for sentence in of), right / len(alarmed)


def test_the_set_is_large_and_no_example_of_the_product_is_in_it():
    """Half a thousand sentences that sound dangerous and are not, and none learned by heart."""
    known = {example.text for example in sentences(EXAMPLES.read_text(encoding="utf-8"))}

    assert sum(sentence.kind is not None for sentence in ALL) >= 220
    assert sum(sentence.kind is None for sentence in ALL) >= 520
    assert known.isdisjoint(sentence.text for sentence in ALL)


def test_hardly_any_danger_is_missed_and_hardly_any_alarm_is_false():
    """Over all sentences: recall at least .98, precision at least .90."""
    recall, precision = recall_and_precision(ALL)

    assert recall >= 0.98
    assert precision >= 0.90


def test_sentences_written_after_the_rules_fare_hardly_worse():
    """The rules are not merely fitted to what their author had thought of before."""
    recall, precision = recall_and_precision(LATER)

    assert recall >= 0.90
    assert precision >= 0.90


def held_out(*written: bool | str) -> list[Sentence]:
    """The sentences that were put aside on one of these occasions."""
    told = YAML(typ="safe").load(HELD_OUT.read_text(encoding="utf-8"))
    rows = [row for row in told["urgent"] + told["harmless"] if row.get("later", False) in written]
    return [Sentence(row.get("kind"), row["text"]) for row in rows]


def test_sentences_nobody_tuned_for_are_told_apart_too():
    """Written before the rules were changed, or after, and never looked at in between."""
    unseen = held_out(False, True)

    recall, precision = recall_and_precision(unseen)

    assert len(unseen) >= 180
    assert recall >= 0.95
    assert precision >= 0.90


def test_sentences_written_before_the_last_change_of_the_rules_are_told_apart():
    """Their mistakes were read since: they guard what was reached, and say nothing of new ones."""
    recall, precision = recall_and_precision(held_out("again", "last"))

    assert recall >= 0.97
    assert precision >= 0.92


def test_what_danger_sounds_like_was_learned_from_the_examples_as_they_are():
    """Whoever edits danger_examples.txt runs `make dangers`."""
    assert digest() in WEIGHTS.read_text(encoding="utf-8").partition("\n")[0]


def test_the_right_help_is_named():
    """Nineteen of twenty alarms are of the right kind."""
    found = [(recognise(sentence.text), sentence.kind) for sentence in ALL if sentence.kind]
    kinds = [(emergency.kind, kind) for emergency, kind in found if emergency]

    assert sum(told == kind for told, kind in kinds) / len(kinds) >= 0.95


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我家着火了快来人", "fire"),
        ("闻到煤气味头晕", "gas"),
        ("有人拿刀砍人", "crime"),
        ("老人晕倒没呼吸了", "medical"),
        ("不想活了", "self_harm"),
        ("活着没意思想跳楼", "self_harm"),
        ("刚被骗了五万块怎么办", "fraud"),
        ("孩子掉井里了", "trapped"),
        ("前面撞车了有人流血", "traffic"),
        ("孩子走丢了", "missing"),
        ("救命", "danger"),
        ("着 火 了，快 来 人", "fire"),
        ("着火了！！！", "fire"),
        ("著火了快來人", "fire"),
        ("去年着过火，现在又着火了，快来人", "fire"),
        ("我要投诉物业。刚才楼下着火了快来人", "fire"),
        ("想问下医保怎么报，等等，楼道里现在全是烟", "fire"),
        ("嗯那个我想问社保就是那个现在我家厨房着火了怎么弄啊", "fire"),
        ("出租車司機把車門鎖了不讓我下車", "crime"),
        ("我喺天臺，唔想活喇", "self_harm"),
        ("三号楼着伙了快来", "fire"),
        ("屋里有股媒气味", "gas"),
        ("有人要跳喽", "self_harm"),
        ("我不方便说话，他在旁边，帮我报警", "crime"),
        ("孩子吞了一颗纽扣电池", "medical"),
        ("积水没过车窗了，车门推不开", "trapped"),
        ("跳河算了", "self_harm"),
        ("我就喝药", "self_harm"),
        ("割腕给你们看", "self_harm"),
        ("活着没啥意思", "self_harm"),
        ("不给解决我就从楼上跳下去", "self_harm"),
        ("如果不解决我就从楼上跳下去", "self_harm"),
        ("要是不给钱我就跳楼", "self_harm"),
        ("怕他想不开", "self_harm"),
        ("停电了，我爸的吸氧机停了", "medical"),
        ("家里停电，呼吸机用不了", "medical"),
        ("有人晕倒", "medical"),
        ("家暴", "crime"),
        ("老公家暴我", "crime"),
        ("他又打我了", "crime"),
        ("房子要塌了", "collapse"),
        ("墙裂了要倒", "collapse"),
        ("电线掉地上了", "collapse"),
        ("电线掉地上冒火花", "fire"),
        ("孩子掉井里", "trapped"),
        ("被困电梯", "trapped"),
        ("孩子被锁在屋里了", "trapped"),
        ("钥匙锁屋里了，孩子一个人在里面哭", "trapped"),
        ("一股煤气味", "gas"),
        ("老人走丢", "missing"),
        ("昨天走丢的，现在还没找到", "missing"),
        ("昨天着的火，现在还在烧", "fire"),
        ("还在烧", "fire"),
        ("火还没灭", "fire"),
        ("灭了又着了", "fire"),
        ("我妈在养老院被护工打了", "crime"),
        ("我妈摔了一跤起不来了", "medical"),
        ("摔了没事就是头晕得厉害一直吐血", "medical"),
        ("我点了那个短信链接，把卡号和密码都填了，钱还在", "fraud"),
    ],
)
def test_a_cry_for_help_is_heard(text: str, kind: str):
    """However it is written: without punctuation, spaced, in traditional characters."""
    emergency = recognise(text)

    assert emergency is not None
    assert emergency.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "笑死我了",
        "同志你好 我老头子晚上摸黑上楼摔过一跤",
        "路上有个大坑，我同学摔进去了，没事，就是衣服脏了",
        "对不起我刚才急了，我家停水三天了",
        "这路真要命",
        "火死了",
        "急死人",
        "消防通道被占",
        "想咨询火灾保险",
        "煤气费怎么交",
        "诈骗怎么预防",
        "手机没电要死了",
        "楼道里充电怕着火",
        "去年着火烧了房子",
        "说不上来",
        "好了出来了",
        "和平街99号门口",
        "你们不回复我就死等",
        "路口被石墩子卡死了",
        "楼道里都是电动车，起火了跑都跑不掉谁负责",
        "感謝消防員去年把火撲滅了",
        "如果着火了打什么电话",
        "上个月我被车撞了保险公司不赔",
        "没有着火",
        "不想一起了",
        "不想去了",
        "不想再去了",
        "我不想和他一起了",
        "烦死了",
        "手机没电了要死",
        "想跳过这一步",
        "割腕表带断了",
        "他又打我电话了",
        "昨天着火了现在灭了",
        "着火了但是灭了",
        "刚才着火了现在没事了",
        "刚才着火了，已经扑灭了",
        "前天煤气泄漏，修好了",
        "刚才电梯困人了，门开了都出来了",
        "上个月着火了",
        "被锁门外了",
        "我被锁在门外了",
        "钥匙锁屋里了",
        "反锁在门外了",
        "油烟大",
        "楼下烧烤油烟好大，熏得睁不开眼",
        "隔壁饭店冒烟，油烟味呛人",
        "我快不行了你们回复太慢",
        "小孩发烧了半夜",
        "我爸昨天走了",
        "房价要塌了",
        "网线掉地上了",
        "",
        "？？？",
        "🔥🔥🔥",
    ],
)
def test_what_only_sounds_dangerous_is_left_alone(text: str):
    """Idioms, questions, memories and suppositions go the ordinary way."""
    assert recognise(text) is None


def test_a_long_letter_alarms_only_when_it_happens_now():
    """Nobody in danger writes a page about last winter's fire."""
    story = "我们小区的电线老化，物业一直不管，业主反复要求更换，" * 5

    assert recognise(f"{story}三号楼起火") is None
    assert recognise(f"{story}三号楼起火了快来人") is not None
    assert recognise(f"{story}我不想活了") is not None


def test_every_danger_has_advice_that_begins_with_its_number():
    """Whoever reads only the first characters knows whom to call."""
    assert set(ADVICE) == set(dangers.PATTERNS) == set(NUMBERS)
    assert {
        kind: advice.startswith(NUMBERS[kind]) for kind, advice in ADVICE.items()
    } == dict.fromkeys(ADVICE, True)


@pytest.mark.parametrize("kind", ADVICE)
def test_advice_fits_one_message_and_says_that_a_human_knows(kind: str):
    """Steps in order, short enough for one passive reply, and nobody is left alone with it."""
    advice = ADVICE[kind]

    assert len(Reply(advice).text.encode()) <= 1500
    assert [
        line[:2] for line in advice.splitlines() if line[:1].isdigit() and line[1:2] == "."
    ] == [
        "1.",
        "2.",
        "3.",
    ]
    assert "值班人员" in advice.splitlines()[-1]


@pytest.mark.parametrize(
    "text",
    [
        "有人要跳楼",
        "桥上有个女的要跳河",
        "我女儿说不想活了",
        "我妈要自杀",
        "女朋友吃了好多安眠药",
        "楼上的要跳楼，我害怕",
    ],
)
def test_who_sees_another_in_danger_is_told_how_to_help(text: str):
    urgent = recognise(text)
    assert urgent is not None
    assert urgent.advice == FOR_ANOTHER
    assert len(Reply(FOR_ANOTHER).text.encode()) <= 1500


@pytest.mark.parametrize(
    "text",
    [
        "我妈去世了我也不想活了",
        "他逼得我要跳楼",
        "男朋友跟我分手了，我想死",
        "想死，没有人在乎我",
        "活着没意思，他也不要我了",
        "我老公打我，我不想活了",
        "别救我",
    ],
)
def test_in_doubt_it_is_the_writer_who_needs_comfort(text: str):
    urgent = recognise(text)
    assert urgent is not None
    assert urgent.advice == ADVICE["self_harm"]


def test_an_emergency_says_what_gave_it_away():
    """A false alarm can be explained to whoever was woken by it."""
    assert recognise("我家着火了") == Emergency("fire", ADVICE["fire"], ("着火",))
    by_sound = recognise("娃把图钉吃肚子里了")
    assert by_sound is not None
    assert by_sound.words[0].startswith("像“")


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str):
    """It stands before everything else: it never fails."""
    emergency = recognise(text)

    assert emergency is None or emergency.kind in ADVICE


def test_hardly_any_ordinary_letter_raises_the_alarm():
    """Real letters and short messages: at most one in two hundred, long and clause by clause."""
    if not LETTERS.is_dir():
        pytest.skip("the public letters are not on this machine")
    rows = [
        json.loads(line)
        for name in ("letters_eval", "short_messages_eval")
        for line in (LETTERS / f"{name}.jsonl").read_text(encoding="utf-8").strip().split("\n")
    ]
    alarmed = [row for row in rows if recognise(row.get("content") or row["text"])]

    assert len(alarmed) <= 0.005 * len(rows)


@pytest.mark.parametrize(
    "text",
    [
        "和平街99号门口",
        "我在和平街99号门口了",
        "和平街99号门口有人烧烤",
        "有人放鞭炮，在和平街99号门口",
        "我家门口围墙裂了",
        "有个坑，我家门口",
        "学校门口往外冒水",
        "幸福小区3栋楼梯扶手断了",
        "门口烧烤摊油烟大得窗户都不敢开",
    ],
)
def test_a_door_with_nobody_who_does_harm_sounds_like_no_crime(text: str):
    """Where somebody lives is told in every other message."""
    assert recognise(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("和平街99号门口有人拿刀", "crime"),
        ("我家门口有个男的一直砸门要进来", "crime"),
        ("有人倒在新华街8号门口没反应", "medical"),
        ("和平街99号门口手断了", "medical"),
        ("一个陌生男人跟着我到红旗路3号门口", "crime"),
    ],
)
def test_who_is_in_danger_at_an_address_is_heard(text: str, kind: str):
    alarm = recognise(text)

    assert alarm is not None
    assert alarm.kind == kind
