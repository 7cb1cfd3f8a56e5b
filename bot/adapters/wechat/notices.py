"""Notices by template: what the operator's template holds, and how our words fit into it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.adapters.wechat.harmless import ILLEGAL
from bot.domain.errors import BadSetting
from bot.domain.parcels import Parcel
from bot.domain.shortening import shortened
from bot.domain.zone import SHANGHAI

PLACES = ("number", "time", "words")
"""What a field may mention: the ticket's number, the time, the beginning of our words."""
PLACE = re.compile(rf"\{{({'|'.join(PLACES)})\}}")

LONGEST = {"thing": 20, "phrase": 5, "const": 20, "character_string": 32, "time": 32, "date": 32}
"""Characters a field may have, by the name of its type. Source: 微信 订阅通知 参数值内容限制."""
OTHERWISE = 200
TYPE = re.compile(r"[a-z_]+")
NOTHING = "无"


@dataclass(frozen=True)
class Notice:
    """A template of the account. `fields` maps its fields to our words, which may mention PLACES.

    `long_term` is True when one consent covers many notices.
    """

    template: str
    fields: Mapping[str, str]
    long_term: bool = False

    @classmethod
    def read(cls, text: str, setting: str) -> "Notice | None":
        """The notice that a setting's JSON describes, None for an empty one. Raises BadSetting."""
        if not text.strip():
            return None
        try:
            notice = cls(**json.loads(text))
            notice._check()
        except (ValueError, TypeError, AttributeError) as error:
            raise BadSetting(
                f"{setting}：写法不对（{error}）。"
                '请写 {"template": "…", "fields": {"thing1": "…"}}，'
                f"字段里可以用 {'、'.join(f'{{{place}}}' for place in PLACES)}。"
            ) from None
        return notice

    def of(self, parcel: Parcel, now: datetime) -> dict[str, Any]:
        """The template's data for this parcel."""
        words = str(parcel.body["reply"]["text"])
        return self.data(parcel.number or NOTHING, words, now)

    def data(self, number: str, words: str, now: datetime) -> dict[str, Any]:
        """Every field with its value, as WeChat wants it."""
        local = now.astimezone(SHANGHAI)
        known = {
            "number": number,
            "words": ILLEGAL.sub("", words),
            "time": f"{local:%Y}年{local:%m}月{local:%d}日 {local:%H:%M}",
        }
        return {
            field: {"value": _fitting(field, PLACE.sub(lambda at: known[at[1]], pattern))}
            for field, pattern in self.fields.items()
        }

    def _check(self) -> None:
        if not self.template or not self.fields:
            raise ValueError("template 或 fields 是空的")
        for field, pattern in self.fields.items():
            if set("{}") & set(PLACE.sub("", pattern)):
                raise ValueError(f"{field} 里用了别的占位")


def _fitting(field: str, value: str) -> str:
    kind = TYPE.match(field)
    longest = LONGEST.get(kind.group().rstrip("_"), OTHERWISE) if kind else OTHERWISE
    return shortened(value, longest) or NOTHING
