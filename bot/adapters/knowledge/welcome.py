"""The words for a new follower: one of the bot's own sentences, in Rasa's domain."""

from typing import Any

from bot.adapters.knowledge.reading import read_mapping
from bot.adapters.knowledge.story_writing import YamlStories
from bot.domain.errors import BadFile, FieldRejected
from bot.domain.revisions import Files

WELCOME = "utter_welcome"
MOST_BYTES = 2048
"""Of one direct reply to WeChat; a Chinese character takes three."""


class WelcomeText:
    """The port `Part`. Several wordings become one."""

    path = "domain.yml"

    def read(self, files: Files) -> str | None:
        try:
            texts = [one["text"] for one in variations(files.get(self.path, b""))]
        except (BadFile, KeyError, TypeError):
            return None
        return str(texts[0]) if texts else None

    def write(self, files: Files, value: str) -> bytes:
        if len(value.encode()) > MOST_BYTES:
            problem = f"太长了，微信一条最多 {MOST_BYTES // 3} 个汉字。"
            raise FieldRejected("text", problem)
        if "$" in value or "{" in value:
            raise FieldRejected("text", "不能写“$”和“{”，机器会当成变量。")
        return YamlStories().saying(files.get(self.path, b""), WELCOME, [value])


def variations(domain: bytes) -> list[dict[str, Any]]:
    """As Rasa reads them. Raises BadFile."""
    responses = read_mapping(WelcomeText.path, domain).get("responses")
    found = responses.get(WELCOME) if isinstance(responses, dict) else None
    return list(found) if isinstance(found, list) else []
