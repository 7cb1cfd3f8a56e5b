"""Abuse: how rarely real letters are taken for it, and whether a matter told beside it is heard."""

from collections.abc import Mapping, Sequence

from bot.domain.abuse import recognise
from bot.services.evaluation.report import Section
from bot.services.evaluation.samples import Insult
from bot.services.ports.dialogue import Dialogue
from bot.services.understanding import type_of

_REAL = ("范围", "条数", "带骂人话", "占比", "只有骂人话")
_SAMPLE = ("范围", "辱骂", "认出", "其他", "误认")
_OWN = ("范围", "条数", "认作只在骂人", "认作有事")
MEANING = (
    "公开样本里的“辱骂”多是对地域、性别、民族的贬损，很少有骂人的字眼；"
    "这里只认骂人的话，别的照常当一件事来听，所以认出的少，是有意的。"
)


def flagged(groups: Mapping[str, Sequence[str]]) -> Section:
    """Real letters: how many hold insults, and how many seem to hold nothing else."""
    rows = []
    for title, texts in groups.items():
        if texts:
            found = [insults for text in texts if (insults := recognise(text))]
            alone = sum(insults.alone for insults in found)
            rows.append((title, len(texts), len(found), len(found) / len(texts), alone))
    absent = "" if rows else "没有来信。"
    return Section("abuse_flags", "来信中的骂人话", _REAL, rows, absent=absent)


def insults(sample: Sequence[Insult]) -> Section:
    """A sample that people labelled offensive or not: only what nothing was chosen by."""
    held_out = [one for one in sample if one.held_out]
    offensive = [bool(recognise(one.text)) for one in held_out if one.offensive]
    others = [bool(recognise(one.text)) for one in held_out if not one.offensive]
    if not (offensive and others):
        return Section(
            "abuse", "辱骂样本", _SAMPLE, [], absent="没有辱骂样本（text、label 两列）。"
        )
    row = (
        "留出",
        len(offensive),
        sum(offensive) / len(offensive),
        len(others),
        sum(others) / len(others),
    )
    return Section("abuse", "辱骂样本", _SAMPLE, [row], note=MEANING)


async def beside(dialogue: Dialogue, parts: Mapping[str, Sequence[str]]) -> Section:
    """Own sentences: which are answered as mere abuse, and which are understood as a matter."""
    rows = []
    for title, texts in parts.items():
        if texts:
            alone = [text for text in texts if (found := recognise(text)) and found.alone]
            heard = [text for text in texts if text not in alone]
            appeals = sum([type_of(await dialogue.parse(text)) is not None for text in heard])
            rows.append((title, len(texts), len(alone), appeals))
    absent = "" if rows else "没有自写的句子（tests/gold/abuse.yml）。"
    return Section("abuse_beside", "骂人与事情", _OWN, rows, absent=absent)
