"""Many citizens at once, each with secrets of their own: nobody sees what is another's."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.faults import account
from tests.faults.account import Account
from tests.faults.campaigns.base import Campaign
from tests.faults.citizens import Line, Story
from tests.faults.crew import Crew
from tests.faults.figures import Figure, at_least, none_of, told
from tests.faults.traffic import Traffic
from tests.faults.watch import Watch

METHOD = (
    "Every citizen writes fifty messages, and each carries a phone number, a name or a house "
    "number that nobody else has: as complaints, in forms, as additions to tickets, as contacts, "
    "with questions. All write at once, in turns that a seed draws. Then every word that reached "
    "a citizen (passively or later) and every parcel that a department took is searched for all "
    "secrets of all citizens; only its owner's may stand there."
)
MESSAGES_EACH = 50
HANDS = 24
FIRST = 1_000
PHONE = re.compile(r"(?<!\d)1390000(\d{4})(?!\d)")
PLACE = re.compile(r"青松路(\d{4})号")
NAME = re.compile(r"欧阳([甲乙丙丁戊己庚辛壬癸]{4})")
STEMS = "甲乙丙丁戊己庚辛壬癸"
SAYINGS = (
    "我叫{name}，电话{phone}",
    "{place}门口路灯坏了三天没人修，我的电话{phone}",
    "我是{name}，{place}的下水道堵了，请快点来",
    "补充一下：{place}楼下也是这样，联系人{name}",
    "查询{place}的事办得怎么样了",
    "社保卡丢了怎么补办？我是{name}",
    "我的手机号是{phone}，有消息请打给我",
    "楼上半夜一直装修，吵得睡不着，我叫{name}",
    "{place}",
    "你好，我是{place}的{name}",
    "催一下{place}的路灯，{phone}",
)


@dataclass(frozen=True)
class Owner:
    """A citizen and the number all their secrets are made of."""

    number: int

    @property
    def name(self) -> str:
        """What they are called in the simulator."""
        return f"住户{self.number}"

    def says(self, words: str) -> str:
        """The words with this owner's secrets in them."""
        stems = "".join(STEMS[int(digit)] for digit in f"{self.number:04}")
        return words.format(
            phone=f"1390000{self.number:04}", place=f"青松路{self.number}号", name=f"欧阳{stems}"
        )


def owners_in(words: str) -> set[int]:
    """Whose secrets stand in these words."""
    stems = {"".join(str(STEMS.index(stem)) for stem in found) for found in NAME.findall(words)}
    return {int(digits) for digits in (*PHONE.findall(words), *PLACE.findall(words), *stems)}


async def run(crew: Crew, watch: Watch, chance: random.Random, messages: int) -> Sequence[Figure]:
    """So many messages, fifty of each citizen."""
    owners = [Owner(FIRST + n) for n in range(max(2, messages // MESSAGES_EACH))]
    stories = [
        Story(owner.name, [Line(owner.says(words)) for words in _fifty(chance)]) for owner in owners
    ]
    traffic = Traffic(crew, watch)
    await traffic.interleaved(chance, stories, HANDS)
    await crew.rest()
    found = await account.account_of(crew, traffic.said)
    return list(_judged(found, {owner.name: owner.number for owner in owners}))


def _judged(found: Account, numbers: dict[str, int]) -> Iterator[Figure]:
    number_of = {one.openid: numbers[one.who] for one in found.said}
    owner_of = {ours: number_of[openid] for openid, ours in found.writers.items()}
    bubbles = [
        (number_of[openid], bubble.text)
        for openid, chat in found.world.chats.items()
        for bubble in chat
        if bubble.side == "account"
    ]
    tickets = {row.number: row for rows in found.books.tickets.values() for row in rows}
    parcels = [
        (owner_of[tickets[event.number].citizen], str(event.body))
        for event in found.world.events
        if event.number in tickets
    ]
    own = sum(owner in owners_in(words) for owner, words in (*bubbles, *parcels))
    yield told("citizens", len(numbers))
    yield told("messages", len(found.said))
    yield told("words to citizens", len(bubbles))
    yield told("parcels to departments", len(parcels))
    yield at_least("outputs with their owner's secret", own, len(numbers))
    yield none_of("foreign secrets in words to citizens", _foreign(bubbles))
    yield none_of("foreign secrets in parcels", _foreign(parcels))
    yield none_of("lost", list(found.lost()))
    yield none_of("citizens unanswered", list(found.unanswered()))


def _foreign(outputs: Sequence[tuple[int, str]]) -> list[str]:
    return [
        f"{owner} sees {sorted(others)}"
        for owner, words in outputs
        if (others := owners_in(words) - {owner})
    ]


def _fifty(chance: random.Random) -> list[str]:
    return [chance.choice(SAYINGS) for _ in range(MESSAGES_EACH)]


CAMPAIGN = Campaign(name="secrets", method=METHOD, run=run, size=10_000, counts="messages")
