"""What the doctor finds, and what it says must be done."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from benchmarks.ports import held_port
from bot.settings import Settings
from bot.terminal.doctor import Finding, examine

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def settings(tmp_path: Path, trained_model: Path) -> Settings:
    """A sound installation, whose account nobody answers for."""
    models = tmp_path / "models"
    models.mkdir()
    shutil.copy(trained_model, models)
    (models / "current").write_text(trained_model.name.removesuffix(".tar.gz"))
    shutil.copy(ROOT / "departments.yml", tmp_path)
    return _settings(tmp_path)


def _settings(folder: Path, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "data_dir": folder,
        "departments_file": folder / "departments.yml",
        "wechat_app_id": "wx0123456789abcdef",
        "wechat_app_secret": "a-secret",
        "wechat_token": "atoken",
        "wechat_aes_key": "a" * 42 + "A",
        "wechat_api_url": f"http://127.0.0.1:{held_port()}",
        "public_url": "https://bot.example.gov.cn",
    }
    return Settings(**{**values, **changes})


async def _found(settings: Settings) -> dict[str, Finding]:
    return {finding.name: finding async for finding in examine(settings)}


async def test_everything_is_looked_at_though_something_is_wrong(settings: Settings):
    """An account that does not answer hides neither the stores nor the model."""
    found = await _found(settings)

    well = {name for name, finding in found.items() if finding.ok}
    assert {"数据库", "Redis", "模型与问答", "对外地址", "磁盘"} <= well
    assert not found["微信账号"].ok
    assert "HUIYING_WECHAT_API_URL" in found["微信账号"].text
    assert "SQLite" in found["数据库"].text


async def test_a_missing_model_says_how_to_get_one(settings: Settings):
    """The command, word for word."""
    (settings.data_dir / "models" / "current").unlink()

    found = await _found(settings)

    assert not found["模型与问答"].ok
    assert "huiying train" in found["模型与问答"].text


async def test_an_address_that_wechat_cannot_reach_is_found(settings: Settings):
    """It takes a public https address."""
    found = await _found(settings.model_copy(update={"public_url": None}))

    assert not found["对外地址"].ok
    assert "HUIYING_PUBLIC_URL" in found["对外地址"].text


async def test_a_broken_catalogue_is_found_with_its_line(settings: Settings):
    """And the account is examined all the same."""
    settings.departments_file.write_text("version: [\n")

    found = await _found(settings)

    assert not found["派单目录"].ok
    assert "departments.yml:" in found["派单目录"].text
    assert len(found) > 5


async def test_no_secret_is_told(settings: Settings):
    """What the doctor says may be pasted anywhere."""
    found = await _found(settings)

    said = " ".join(finding.text for finding in found.values())
    assert "a-secret" not in said
    assert settings.wechat_aes_key.get_secret_value() not in said
