"""An editor adds a known question; while it is tried and goes live, everybody is answered."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta

from bot.adapters.knowledge.keywords import KeywordsFile
from bot.adapters.knowledge.welcome import WelcomeText
from bot.adapters.store import SqlAudit
from bot.domain.entries import FaqEntry
from bot.domain.keywords import Keywords
from bot.domain.releases import ENDED, Trial, TrialState
from bot.settings import Settings
from bot.wiring.ground import now
from bot.wiring.knowledge import KnowledgeBase, Nobody
from bot.wiring.menus import KEYWORDS_WORDS, WELCOME_WORDS, at_once
from tests.houses import House, Person, eventually, number_in

QUESTION = "皮划艇下水证在哪里办"
ANSWER = "到文体广场的服务亭办，带身份证，当场发证，不收费。"
MESSAGES = 60
"""So many are written while a model is trained and exchanged; the benchmark writes a thousand."""


@asynccontextmanager
async def the_office(house: House) -> AsyncIterator[KnowledgeBase]:
    """What editors and publishers work with, over the house's own database."""
    settings = Settings(demo=True, data_dir=house.places.data_dir)
    async with house.books() as database:
        yield KnowledgeBase(database, settings, now, Nobody())


def a_known_question() -> FaqEntry:
    return FaqEntry(
        key="kayak_permit",
        question=QUESTION,
        answer=ANSWER,
        source="文化广电和旅游局",
        owner="culture_tourism",
        updated=date.today().isoformat(),  # noqa: DTZ011 (the bot's own day may be one more)
        valid_until=(date.today() + timedelta(days=300)).isoformat(),  # noqa: DTZ011
        ways=(
            "皮划艇下水证怎么办",
            "划皮划艇要办什么证",
            "我想玩皮划艇，下水证上哪儿办",
            "皮划艇的证件在哪个窗口办理",
            "办皮划艇下水证要钱吗",
        ),
        path="nlu/faq/sport.yml",
    )


async def ended(office: KnowledgeBase, trial: Trial) -> Trial:
    async def look() -> Trial | None:
        found = await office.library.releases.trial(trial.id or 0)
        return found if found.state in ENDED else None

    return await eventually(look, within_s=300)


async def is_told(person: Person, words: str, containing: str) -> str:
    """Ask until the answer holds this: a release is live within a second."""

    async def ask() -> str | None:
        said = await person.says(words)
        return said if containing in said else None

    return await eventually(ask)


async def test_an_edit_is_tried_released_and_taken_back_while_everybody_is_answered(
    house: House, a_citizen: Callable[[], Awaitable[Person]]
):
    """A form that is open goes on over the new model, and not one message is lost."""
    asker, teller = await a_citizen(), await a_citizen()
    assert ANSWER not in await asker.says(QUESTION)
    async with the_office(house) as office:
        first, _ = await office.library.live()
        await office.drafts.put_entry(a_known_question(), "editor", None)
        trial = await office.trials.propose("editor", "皮划艇")
        await teller.says("我要投诉")

        async def everybody() -> list[str]:
            crowd = [await a_citizen() for _ in range(4)]
            return [await crowd[at % len(crowd)].says("社保卡丢了怎么补") for at in range(MESSAGES)]

        writing = asyncio.create_task(everybody())
        found = await ended(office, trial)
        assert found.state is TrialState.PASSED, found.against
        assert ANSWER not in await asker.says(QUESTION)

        release = await office.publishing.publish(found.id or 0, "publisher")
        assert ANSWER in await is_told(asker, QUESTION, ANSWER)
        replies = await writing
        assert len(replies) == MESSAGES
        assert all("先挂失" in one or "社保卡" in one for one in replies)

        asked = await teller.says("幸福路9号门口的井盖坏了，三天没人修")
        if "编号" not in asked:
            asked = await teller.says("不用")
        assert number_in(asked)

        seen = next(one for one in await office.drafts.entries() if one.key == "kayak_permit")
        changed = seen.changed(answer="改到体育馆一楼办理。")
        await office.publishing.answer_now(changed, "editor", seen)
        assert "体育馆一楼" in await is_told(asker, QUESTION, "体育馆一楼")

        back = await office.publishing.roll_back("publisher", to=first.id)
        assert (back.revision, back.model) == (first.revision, first.model)
        assert release.model != first.model

        async def ask_again() -> bool:
            said = await asker.says(QUESTION)
            return ANSWER not in said and "体育馆一楼" not in said

        await eventually(ask_again)


async def test_a_keyword_and_a_welcome_are_live_without_a_training_and_taken_back(
    house: House, a_citizen: Callable[[], Awaitable[Person]]
):
    """Nobody is taught anything: the next message finds them."""
    asker = await a_citizen()
    words = Keywords.of([{"words": ["卡没影了"], "question": "social_security_card_lost"}])
    async with the_office(house) as office:
        first, _ = await office.library.live()
        audit = SqlAudit(office.database)
        keywords = at_once(office, KeywordsFile(), KEYWORDS_WORDS, audit)
        release = await keywords.publish(words, "publisher", "p1", first.id or 0)
        assert "【来源】" in await is_told(asker, "卡没影了。", "【来源】")

        welcome = at_once(office, WelcomeText(), WELCOME_WORDS, audit)
        await welcome.publish("欢迎来到江城！", "publisher", "p1", release.id or 0)

        async def somebody_new_is_welcomed() -> bool:
            return "欢迎来到江城！" in await (await a_citizen()).was_told()

        await eventually(somebody_new_is_welcomed)

        await office.publishing.roll_back("publisher", to=first.id)

        async def as_before() -> bool:
            return "【来源】" not in await asker.says("卡没影了。")

        await eventually(as_before)
