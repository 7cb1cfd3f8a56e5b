"""The real model over an ordinary week, over weeks like it, and over weeks of other topics."""

import random

from bot.adapters.rasa.engine import RasaEngine
from bot.domain.drift import Counts, drift, ordinary_week

MESSAGES, WEEKS = 200, 40


async def test_other_topics_alarm_and_an_ordinary_week_does_not(dialogue: RasaEngine):
    """Forty weeks of the same messages drawn anew; forty in which each topic took another's share.

    The messages themselves are what the model never saw: its confidence is that of real use.
    """
    read = [await dialogue.parse(text) for text in ordinary_week()]
    understood = [(one.intent, one.confidence) for one in read]
    release = Counts.of(understood)
    topics = sorted({str(intent) for intent, _ in understood})

    silent, rung = [], []
    for seed in range(WEEKS):
        chance = random.Random(seed)
        silent.append(drift(release, Counts.of(chance.choices(understood, k=MESSAGES))))
        share = dict(zip(topics, chance.sample(topics, len(topics)), strict=True))
        weights = [
            release.classes[share[str(intent)]] / release.classes[intent or ""]
            for intent, _ in understood
        ]
        rung.append(drift(release, Counts.of(chance.choices(understood, weights, k=MESSAGES))))

    assert not any(week.alarms for week in silent)
    assert all(week.mix for week in rung)


async def test_a_small_week_of_other_topics_stays_silent(dialogue: RasaEngine):
    release = Counts.of(
        [((one := await dialogue.parse(text)).intent, one.confidence) for text in ordinary_week()]
    )
    praise = await dialogue.parse("表扬公交司机")

    week = Counts.of([(praise.intent, praise.confidence)] * 20)

    assert not drift(release, week).alarms
