"""A known question and its answer."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Entry:
    """One FAQ. `key` is its name in the knowledge base, `owner` a department's code."""

    key: str
    question: str
    answer: str
    source: str
    owner: str
    updated: date
    valid_until: date
    url: str | None = None
    sample: bool = False

    def valid(self, on: date) -> bool:
        """Whether the answer may still be given on this day."""
        return on <= self.valid_until

    def words(self) -> str:
        """The answer with its source and date, as a citizen reads it."""
        lines = [self.answer, f"【来源】{self.source}（更新日期 {self.updated:%Y-%m-%d}）"]
        if self.url:
            lines.append(self.url)
        if self.sample:
            lines.append("（示例答案，正式使用前请本单位核对）")
        return "\n".join(lines)
