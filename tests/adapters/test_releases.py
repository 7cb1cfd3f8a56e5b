"""What a model made of an ordinary week stands beside it."""

from pathlib import Path

from bot.adapters.releases import CHOSEN, current_release, keep_release, release_of
from bot.domain.drift import Counts
from bot.services.drift import Release

COUNTS = Counts({"faq": 3, "out_of_scope": 1}, 2.5, 2.0, 1)


def test_what_is_kept_is_read_again(tmp_path: Path):
    keep_release(tmp_path / "abc.tar.gz", COUNTS)
    (tmp_path / CHOSEN).write_text("abc\n")

    assert current_release(tmp_path) == Release("abc", COUNTS)
    assert release_of(tmp_path / "abc.tar.gz") == Release("abc", COUNTS)


def test_nothing_is_made_up(tmp_path: Path):
    """No model, no measurement, a broken file, a file of another release: there is no release."""
    assert current_release(tmp_path) is None
    (tmp_path / CHOSEN).write_text("abc\n")
    assert current_release(tmp_path) is None
    for content in (
        "",
        "[1]",
        '{"classes": {}, "other": 1}',
        "\udcff".encode("utf-8", "replace").decode(),
    ):
        (tmp_path / "abc.week.json").write_text(content)
        assert current_release(tmp_path) is None
