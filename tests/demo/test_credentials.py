"""The demonstration's secrets."""

from pathlib import Path

from bot.demo.credentials import demo_secrets


def test_the_secrets_are_made_once_and_are_nobody_elses(tmp_path: Path):
    """A second start finds the same, and no other user can read them."""
    first = demo_secrets(tmp_path / "data")

    assert demo_secrets(tmp_path / "data") == first
    assert (tmp_path / "data" / "demo-secrets.json").stat().st_mode & 0o077 == 0
    assert len(first.aes_key) == 43
    assert first.for_department("heating") != first.for_department("housing")
