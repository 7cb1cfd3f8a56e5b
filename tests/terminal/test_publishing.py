"""`huiying knowledge`: in the terminal what editors and publishers do in the console."""

import asyncio
import filecmp
import shutil
from pathlib import Path

import pytest

from bot import models
from bot.adapters.knowledge.folder import read_folder
from bot.adapters.knowledge.workshop import RasaWorkshop
from bot.domain.releases import Release, Report, Trial
from bot.settings import Settings
from bot.terminal import publishing
from tests.builders import NOW
from tests.terminal.shell import Terminal

ROOT = Path(__file__).resolve().parents[2]
TAX = "nlu/faq/tax.yml"


def settings(terminal: Terminal) -> Settings:
    return Settings(
        demo=True,
        data_dir=terminal.folder / "data",
        departments_file=ROOT / "departments.yml",
    )


def same(one: Path, other: Path) -> bool:
    names = [*read_folder(one)]
    match, mismatch, errors = filecmp.cmpfiles(one, other, names, shallow=False)
    return (len(match), mismatch, errors) == (len(read_folder(other)), [], [])


def test_what_is_exported_and_imported_into_an_empty_installation_is_exported_byte_for_byte(
    terminal: Terminal,
):
    """Comments, order and line ends; the second import changes nothing."""
    code, out, _ = terminal.types("knowledge", "export", "one")
    assert code == 0
    assert "已导出" in out
    assert same(terminal.folder / "one", ROOT)
    path = terminal.folder / "one" / TAX
    path.write_bytes(
        path.read_bytes().replace("个税汇算怎么弄".encode(), b"\xe6\xb1\x87?\r") + b"# x"
    )
    (terminal.folder / "one" / "nlu" / "faq" / "bus.yml").unlink()

    terminal.set(DATA_DIR=terminal.folder / "empty")
    assert "改动 2 个文件" in terminal.types("knowledge", "import", "one", "--by", "wang")[1]
    assert "没有改动" in terminal.types("knowledge", "import", "one")[1]
    terminal.types("knowledge", "export", "two")

    assert same(terminal.folder / "one", terminal.folder / "two")
    _, told, _ = terminal.types("knowledge", "status")
    assert "改了 2 个文件（wang）" in told


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_table_comes_back_as_it_went_out(terminal: Terminal, suffix: str):
    table = f"faq{suffix}"
    assert "条问答" in terminal.types("knowledge", "export", table)[1]

    assert "没有改动" in terminal.types("knowledge", "import", table)[1]


def test_a_table_with_a_wrong_column_changes_nothing(terminal: Terminal):
    (terminal.folder / "faq.csv").write_text("名称,标准问发,答案\naa,b,c\n", encoding="utf-8")

    code, _, err = terminal.types("knowledge", "import", "faq.csv")

    assert code == 2
    assert "第 2 列“标准问发”不认识" in err
    assert "没有改动" in terminal.types("knowledge", "status")[1]


def test_broken_yaml_is_refused_with_its_line_and_the_draft_stays(terminal: Terminal):
    terminal.types("knowledge", "export", "one")
    with (terminal.folder / "one" / TAX).open("a", encoding="utf-8") as file:
        file.write("  - [\n")

    code, _, err = terminal.types("knowledge", "import", "one")

    assert code == 2
    assert "tax.yml" in err
    assert "行" in err
    assert "没有改动" in terminal.types("knowledge", "status")[1]


def test_what_is_wrong_with_the_draft_is_told(terminal: Terminal):
    code, out, _ = terminal.types("knowledge", "check")
    assert (code, "要改" in out) == (0, False)
    terminal.types("knowledge", "export", "one")
    path = terminal.folder / "one" / TAX
    path.write_text(path.read_text("utf-8").replace("2027-12-31", "2020-12-31"), "utf-8")
    terminal.types("knowledge", "import", "one")

    code, out, _ = terminal.types("knowledge", "check")

    assert code == 1
    assert "nlu/faq/tax.yml" in out
    assert "已过期" in out
    _, difference, _ = terminal.types("knowledge", "diff")
    assert difference.startswith("---")


def test_what_a_new_version_and_people_have_both_changed_is_told(terminal: Terminal):
    """A reminder, nothing that keeps anybody from publishing."""
    ours = (ROOT / TAX).read_bytes().replace("个税汇算怎么弄".encode(), "我们的问法".encode())
    new = (ROOT / TAX).read_bytes().replace("个税汇算怎么弄".encode(), "新的问法".encode())

    async def upgrade() -> None:
        async with publishing.knowledge(settings(terminal)) as base:
            await base.drafts.put(TAX, ours, "wang", None)
            await base.shipped.bring({**read_folder(ROOT), TAX: new})

    asyncio.run(upgrade())

    code, out, _ = terminal.types("knowledge", "check")
    assert code == 0
    assert "提醒 nlu/faq/tax.yml" in out
    assert "新版本也改了这一条：faq/tax_" in out


def test_a_draft_is_trained_released_and_taken_back(terminal: Terminal, trained_model: Path):
    """The new answer, and the old one again; the draft keeps what was taken back."""
    terminal.has_a_model(trained_model)
    terminal.types("train")
    terminal.types("knowledge", "export", "one")
    path = terminal.folder / "one" / TAX
    path.write_text(
        path.read_text("utf-8").replace("不清楚打12366。", "不清楚，打12366。"), "utf-8"
    )
    terminal.types("knowledge", "import", "one", "--by", "wang")
    asyncio.run(_tried(settings(terminal), trained_model.name.removesuffix(".tar.gz")))

    code, out, _ = terminal.types("knowledge", "publish", "--by", "li", "--note", "税务")
    assert (code, "已发布：第 2 次" in out) == (0, True)
    terminal.types("knowledge", "export", "now", "--which", "live")
    assert "不清楚，打12366。" in (terminal.folder / "now" / TAX).read_text("utf-8")

    _, out, _ = terminal.types("knowledge", "rollback", "--by", "li")
    assert "已发布：第 3 次" in out
    terminal.types("knowledge", "export", "then", "--which", "live")
    assert same(terminal.folder / "then", ROOT)
    _, told, _ = terminal.types("knowledge", "status")
    assert [line.strip()[:5] for line in told.splitlines() if "模型" in line] == [
        "第 3 次",
        "第 2 次",
        "第 1 次",
    ]
    assert "不清楚，打12366。" in terminal.types("knowledge", "diff")[1]


async def _tried(settings: Settings, model: str) -> None:
    """A trial that passed: of a training tests/scenarios/test_release.py tells."""
    async with publishing.knowledge(settings) as base:
        trial = await base.trials.begin("wang")
        report = Report(stories=1)
        await base.trials.tell(
            Trial(**{**vars(trial), "report": report, "state": report.state, "model": model})
        )


def test_without_a_trial_nothing_is_published(terminal: Terminal):
    code, _, err = terminal.types("knowledge", "publish")

    assert code == 2
    assert "huiying knowledge train" in err


@pytest.mark.parametrize("text", ["${HUIYING_CITIZEN_KEY}", "x: [", ""])
def test_what_cannot_be_trained_or_would_read_our_settings_never_reaches_rasa(
    tmp_path: Path, text: str
):
    """Rasa would write a variable's value into an answer, for everybody to read."""
    files = {**read_folder(ROOT), "nlu/new.yml": f"nlu:\n{text}\n".encode()}
    if not text:
        del files["domain.yml"]

    async def nothing() -> None:
        raise AssertionError("it went on")

    workshop = RasaWorkshop(None, lambda files: [], None, None, nothing, nothing, nothing)
    told: list[str] = []

    async def tell(sentence: str) -> None:
        told.append(sentence)

    model, report = asyncio.run(workshop.try_out(files, None, tell))

    assert model is None
    assert report.broken
    assert told == ["检查"]


def test_new_files_of_an_installation_are_taken_until_somebody_releases_their_own(
    terminal: Terminal, trained_model: Path, monkeypatch: pytest.MonkeyPatch
):
    """After that they wait for an import, and `train` says so."""
    terminal.has_a_model(trained_model)
    terminal.types("train")
    other = terminal.folder / "installed"
    shutil.copytree(ROOT / "nlu", other / "nlu", ignore=shutil.ignore_patterns("*.py*"))
    for name in ("stories", "tests/dialogue", "tests/gold"):
        shutil.copytree(ROOT / name, other / name, ignore=shutil.ignore_patterns("*.py*"))
    for name in ("domain.yml", "config.yml", "departments.yml"):
        shutil.copy(ROOT / name, other)
    (other / "tests/dialogue/test_attach.yml").unlink()
    monkeypatch.setattr(models, "ROOT", other)

    terminal.types("train")
    asyncio.run(_release_of_somebody(settings(terminal)))
    (other / "tests/dialogue/test_praise.yml").unlink()
    terminal.types("train")

    terminal.types("knowledge", "export", "now", "--which", "live")
    kept = read_folder(terminal.folder / "now")
    assert "tests/dialogue/test_attach.yml" not in kept
    assert "tests/dialogue/test_praise.yml" in kept


async def _release_of_somebody(settings: Settings) -> None:
    async with publishing.knowledge(settings) as base:
        live, revision = await base.library.live()
        files = await base.library.files(revision)
        own = await base.library.add(files, ("wang",), parent=revision.id)
        await base.library.releases.publish(Release(own.id or 0, live.model, "wang", NOW), live.id)
