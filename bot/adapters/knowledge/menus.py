"""The account's menu as a file: JSON, which is YAML as well and is compared line by line."""

import json

from bot.adapters.knowledge.reading import read_mapping
from bot.domain.errors import BadFile, FieldRejected
from bot.domain.menu import Menu
from bot.domain.revisions import Files


class MenuFile:
    """The port `Part`."""

    path = "menu.yml"

    def read(self, files: Files) -> Menu | None:
        try:
            return menu_in(files[self.path]) if self.path in files else None
        except (BadFile, FieldRejected):
            return None

    def write(self, files: Files, value: Menu) -> bytes:
        return (json.dumps(value.as_json(), ensure_ascii=False, indent=2) + "\n").encode()


def menu_in(content: bytes) -> Menu:
    """Raises BadFile and FieldRejected."""
    return Menu.of(read_mapping(MenuFile.path, content))
