"""Welcome and keywords: live with everything else as it is, beside what others draft."""

import pytest

from bot.adapters.knowledge.keywords import KeywordsFile
from bot.adapters.knowledge.welcome import WelcomeText
from bot.domain.errors import FieldRejected, NotReleasable
from bot.domain.keywords import Keywords
from bot.domain.releases import Release
from bot.services.knowledge.at_once import AtOnce, Part, Words
from tests.builders import NOW
from tests.fakes.house import FakeClock, FakeWaker
from tests.fakes.people import FakeAudit
from tests.services.knowledge.builders import FILES, Shelf

DOMAIN = """\
# 机器人的话
version: '3.1'
intents: [faq]
responses:
  utter_welcome:
    - text: |-
        您好！
        有事请说。
  utter_thanks:  # 谢谢
    - text: 不客气。
""".encode()
WORDS = Keywords.of([{"words": ["社保卡"], "question": "card_lost"}])


@pytest.fixture
async def shelf() -> Shelf:
    shelf = Shelf()
    revision = await shelf.library.seed({**FILES, "domain.yml": DOMAIN})
    assert revision.id
    await shelf.releases.publish(Release(revision.id, "m1", "huiying", NOW), None)
    return shelf


def at_once(shelf: Shelf, part: Part, two_persons: bool = False) -> AtOnce:
    told = Words("changed", "改了")
    return AtOnce(
        part, told, shelf.drafts, FakeWaker(), FakeAudit(), FakeClock(), two_persons=two_persons
    )


async def live(shelf: Shelf, path: str) -> bytes:
    _, revision = await shelf.library.live()
    return (await shelf.library.files(revision))[path]


async def test_a_new_welcome_leaves_every_other_line_of_its_file(shelf: Shelf):
    """Comments and all; the model is the same."""
    part = at_once(shelf, WelcomeText())

    release = await part.publish("欢迎！\n直接说就行。", "wang", "p1", 1)

    assert release.model == "m1"
    assert await live(shelf, "domain.yml") == DOMAIN.replace(
        "        您好！\n        有事请说。".encode(),
        "        欢迎！\n        直接说就行。".encode(),
    )


async def test_what_somebody_drafted_in_the_same_file_is_kept_and_not_released(shelf: Shelf):
    """Their change waits, and does not bring the old welcome back."""
    drafted = DOMAIN.replace("不客气。".encode(), "不用谢。".encode())
    await shelf.drafts.put("domain.yml", drafted, "zhao", None)

    await at_once(shelf, WelcomeText()).publish("欢迎！", "wang", "p1", 1)

    draft = (await shelf.drafts.open()).files["domain.yml"].decode()
    assert ("欢迎！" in draft, "不用谢。" in draft) == (True, True)
    assert "不客气。" in (await live(shelf, "domain.yml")).decode()


async def test_an_earlier_welcome_is_known_and_comes_back_to_the_letter(shelf: Shelf):
    part = at_once(shelf, WelcomeText())
    await part.publish("欢迎！", "wang", "p1", 1)

    former = (await part.at(1)).value
    assert former
    await part.publish(former, "wang", "p1", 2)

    assert await live(shelf, "domain.yml") == DOMAIN
    assert [one.value for one in await part.history()] == [former, "欢迎！", former]


async def test_a_change_of_another_sentence_is_no_version_of_the_welcome(shelf: Shelf):
    other = await shelf.library.add({"domain.yml": DOMAIN + b"# x\n"}, ("zhao",), parent=1)
    await shelf.releases.publish(Release(other.id or 0, "m1", "zhao", NOW), 1)

    assert len(await at_once(shelf, WelcomeText()).history()) == 1


@pytest.mark.parametrize("text", ["长" * 683, "您好 ${HOME}", "您好 {name}", ""])
async def test_what_wechat_or_rasa_would_not_take_is_refused(shelf: Shelf, text: str):
    with pytest.raises(FieldRejected):
        await at_once(shelf, WelcomeText()).publish(text, "wang", "p1", 1)

    assert await live(shelf, "domain.yml") == DOMAIN


async def test_keywords_begin_a_file_of_their_own(shelf: Shelf):
    """And are read from it as they were."""
    part = at_once(shelf, KeywordsFile())

    await part.publish(WORDS, "wang", "p1", 1)

    assert (await part.now()).value == WORDS
    written = (await live(shelf, "keywords.yml")).decode()
    assert written == 'keywords:\n- words: ["社保卡"]\n  question: "card_lost"\n'
    assert (await shelf.drafts.open()).files["keywords.yml"].decode() == written


async def test_where_two_persons_publish_they_wait_in_the_draft(shelf: Shelf):
    with pytest.raises(NotReleasable):
        await at_once(shelf, KeywordsFile(), two_persons=True).publish(WORDS, "wang", "p1", 1)

    assert await at_once(shelf, KeywordsFile()).drafted() == WORDS
    assert (await at_once(shelf, KeywordsFile()).now()).value is None
