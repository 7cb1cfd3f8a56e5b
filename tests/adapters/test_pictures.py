"""The promises of bot/adapters/pictures.py."""

from pathlib import Path

import pytest

from bot.adapters.pictures import draw_all
from bot.domain.errors import BadFile
from bot.domain.scoring import Guess
from bot.services.evaluation.filing import Scope, filing

SECTIONS = filing(
    [Scope("short", "短消息", [Guess("complaint", "inquiry", 0.6), Guess("inquiry", None, 0.3)])]
)
NAMES = {"complaint": "投诉", "inquiry": "咨询"}


@pytest.mark.parametrize("fonts", [("Noto Sans CJK SC",), ()])
def test_a_curve_and_a_matrix_are_drawn_of_each_scope(tmp_path: Path, fonts: tuple[str, ...]):
    """Also where no font can write Chinese: then with codes, and without a warning."""
    drawn = draw_all(SECTIONS, tmp_path / "pictures", NAMES, fonts)

    assert [path.name for path in drawn] == ["reliability.short.png", "confusion.short.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in drawn)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(BadFile, match="写不进去"):
        draw_all(SECTIONS, tmp_path / "file" / "pictures", NAMES)
