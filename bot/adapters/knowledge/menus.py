"""The account's menu as a file: JSON, which is YAML as well and is compared line by line."""

import json

from bot.adapters.knowledge.reading import read_mapping
from bot.domain.menu import Menu


class MenuFile:
    """The port `MenuWriting`."""

    def read(self, content: bytes) -> Menu:
        return Menu.of(read_mapping("menu.yml", content))

    def write(self, menu: Menu) -> bytes:
        return (json.dumps(menu.as_json(), ensure_ascii=False, indent=2) + "\n").encode()
