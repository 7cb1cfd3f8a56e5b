"""Figures of a report as pictures: how far confidence can be trusted, what is taken for what."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.domain.errors import BadFile
from bot.services.evaluation.filing import CONFUSION, RELIABILITY
from bot.services.evaluation.report import Section

FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "SimHei", "PingFang SC")
"""Any of them can write Chinese; without one the pictures keep to codes."""
FEW = 8
"""Kinds whose numbers fit into the squares."""
_DPI = 130


def draw_all(
    sections: Sequence[Section],
    folder: Path,
    names: Mapping[str, str],
    fonts: Sequence[str] = FONTS,
) -> list[Path]:
    """Every curve and every matrix of a report, a PNG each. Returns the files.

    `names` are what people call the codes of the report. Raises BadFile.
    """
    words = _Words(_installed(fonts), names)
    drawn = []
    a_folder(folder)
    with _written_to(folder):
        for section in sections:
            if picture := _picture(section, words):
                drawn.append(folder / f"{section.name}.png")
                picture.savefig(drawn[-1], dpi=_DPI)
    return drawn


def a_folder(folder: Path) -> None:
    """Make it, unless it is there. Raises BadFile where it is none, or cannot be written."""
    if folder.exists() and not folder.is_dir():
        raise BadFile(folder, None, "这是一个文件，不是目录。", "请换一个目录。")
    with _written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass


@contextmanager
def _written_to(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        problem = f"写不进去（{error.strerror}）。"
        raise BadFile(folder, None, problem, "请换一个能写的目录。") from None


@dataclass(frozen=True)
class _Words:
    """What is written in a picture: Chinese where a font can, codes elsewhere."""

    font: str | None
    names: Mapping[str, str]

    def title(self, section: Section) -> str:
        return section.title if self.font else section.name

    def say(self, chinese: str, code: str) -> str:
        return chinese if self.font else code

    def name(self, code: object) -> str:
        return self.names.get(str(code), str(code)) if self.font else str(code)

    @property
    def style(self) -> dict[str, Any]:
        return {"fontfamily": self.font or "sans-serif"}

    def label(self, axes: Axes, section: Section, along: str, up: str) -> None:
        axes.set_title(self.title(section), self.style)
        axes.set_xlabel(along, self.style)
        axes.set_ylabel(up, self.style)
        for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
            label.set_fontfamily(self.style["fontfamily"])


def _installed(fonts: Sequence[str]) -> str | None:
    there = set(font_manager.get_font_names())
    return next((font for font in fonts if font in there), None)


def _picture(section: Section, words: _Words) -> Figure | None:
    if not section.rows:
        return None
    if section.name.startswith(RELIABILITY):
        return _curve(section, words)
    return _matrix(section, words) if section.name.startswith(CONFUSION) else None


def _curve(section: Section, words: _Words) -> Figure:
    """Accuracy over confidence; each point as large as its share of the messages."""
    sizes = [float(row[1] or 0) for row in section.rows]
    sure, right = ([float(row[at] or 0) for row in section.rows] for at in (2, 3))
    picture = Figure(figsize=(5, 5), layout="constrained")
    axes = picture.subplots()
    axes.plot((0, 1), (0, 1), linestyle="--", color="0.6")
    axes.plot(sure, right, color="C0")
    axes.scatter(sure, right, [20 + 400 * size / sum(sizes) for size in sizes], color="C0")
    for x, y, size in zip(sure, right, sizes, strict=True):
        axes.annotate(f"{size:.0f}", (x, y), (7, 5), textcoords="offset points", fontsize=8)
    axes.set(xlim=(0, 1.02), ylim=(-0.03, 1.05))
    along = words.say("平均把握（数字：条数）", "confidence (numbers: messages)")
    words.label(axes, section, along, words.say("准确率", "accuracy"))
    return picture


def _matrix(section: Section, words: _Words) -> Figure:
    """What is filed by rows, found by columns; the darker, the larger the share of its row."""
    counts = [[int(cell or 0) for cell in row[1:]] for row in section.rows]
    shares = [[count / (sum(row) or 1) for count in row] for row in counts]
    found, filed = section.columns[1:], [row[0] for row in section.rows]
    side = 2.5 + 0.45 * max(len(found), len(filed))
    picture = Figure(figsize=(side + 1, side), layout="constrained")
    axes = picture.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    turned = 90 if len(found) > FEW else 0
    axes.set_xticks(range(len(found)), [words.name(one) for one in found], rotation=turned)
    axes.set_yticks(range(len(filed)), [words.name(one) for one in filed])
    words.label(axes, section, words.say("判为", "found"), words.say("实际", "filed"))
    _write_numbers(axes, counts, shares)
    return picture


def _write_numbers(axes: Axes, counts: list[list[int]], shares: list[list[float]]) -> None:
    size = 10 if len(counts[0]) <= FEW else 6
    for y, row in enumerate(counts):
        for x, count in enumerate(row):
            shade = "white" if shares[y][x] > 0.5 else "black"
            written = str(count or "")
            axes.text(x, y, written, color=shade, ha="center", va="center", fontsize=size)
