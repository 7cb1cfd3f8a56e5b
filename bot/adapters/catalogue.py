"""The dispatch catalogue as a YAML file, with every mistake named by its line."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.domain.dispatch import ROBOTS, WEBHOOK, Catalogue, Clause, Delivery, Department
from bot.domain.errors import BadFile
from bot.domain.unit_rules import CODE, SHORTEST_WORD

KINDS = (WEBHOOK, *ROBOTS)
FROM_ENVIRONMENT = "env:"

Kind = TypeVar("Kind")


def load_catalogue(
    path: Path, environment: Mapping[str, str]
) -> tuple[Catalogue, dict[str, Delivery]]:
    """The catalogue of the file, and by unit code where the units are told.

    `secret: env:NAME` is looked up in `environment`. Raises BadFile with the line and what to
    change.
    """
    return _File(path, environment).read(_document(path))


def _document(path: Path) -> Any:
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except OSError:
        raise BadFile(path, None, "没有这个文件。", "请检查路径。") from None
    except UnicodeDecodeError:
        remedy = "请另存为 UTF-8 编码。"
        raise BadFile(path, None, "文件不是 UTF-8 编码。", remedy) from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        problem = "这里不是正确的 YAML。"
        remedy = "请检查这一行和上一行的缩进、冒号、括号和引号。"
        raise BadFile(path, line, problem, remedy) from None
    except YAMLError:
        problem = "不是正确的 YAML。"
        raise BadFile(path, None, problem, "请检查缩进、冒号、括号和引号。") from None


@lru_cache(maxsize=2)
def _parsed(text: str) -> Any:
    """A process reads its catalogue again and again, and parsing takes an eighth of a second."""
    # the round-trip loader is as safe as the safe one, and knows the lines
    return YAML(typ="rt").load(text)


class _File:
    """Reads one catalogue file, top down, and stops at the first mistake."""

    def __init__(self, path: Path, environment: Mapping[str, str]) -> None:
        self._path = path
        self._environment = environment
        self._deliveries: dict[str, Delivery] = {}
        self._lines: dict[str, int] = {}
        self._clause_lines: dict[str, int] = {}

    def read(self, document: Any) -> tuple[Catalogue, dict[str, Delivery]]:
        top = self._mapping(document, 1, {"version", "coordinating_centre", "departments"})
        version = self._text(top, "version")
        centre = self._text(top, "coordinating_centre")
        units = tuple(self._each(top, "departments", self._department))
        if not units:
            self._wrong(top, "departments", "没有一个单位。", "请至少写一个。")
        self._check_centre(top, centre)
        self._check_parents(top["departments"], units)
        return Catalogue(version, centre, units), self._deliveries

    # --- one unit ---

    def _department(self, written: Any, line: int) -> Department:
        allowed = {"code", "name", "parent", "also_called", "areas", "clauses", "deliver"}
        unit = self._mapping(written, line, allowed)
        code = self._code(unit)
        department = Department(
            code,
            self._text(unit, "name"),
            self._text(unit, "parent") if unit.get("parent") is not None else None,
            tuple(self._each(unit, "clauses", self._clause)),
            self._words(unit, "also_called"),
            self._words(unit, "areas"),
        )
        if unit.get("deliver") is not None:
            self._deliveries[code] = self._delivery(unit["deliver"], self._line(unit, "deliver"))
        return department

    def _code(self, unit: CommentedMap) -> str:
        code = self._text(unit, "code")
        if not CODE.fullmatch(code):
            problem = f"单位代码 {code!r} 不合格式。"
            remedy = "请用小写字母开头的字母、数字、下划线。"
            self._wrong(unit, "code", problem, remedy)
        if code in self._lines:
            problem = f"单位代码 {code} 与第 {self._lines[code]} 行重复。"
            self._wrong(unit, "code", problem, "请改其中一个。")
        self._lines[code] = self._line(unit, "code")
        return code

    def _clause(self, written: Any, line: int) -> Clause:
        clause = self._mapping(written, line, {"id", "title", "basis", "words"})
        name = self._text(clause, "id")
        if name in self._clause_lines:
            problem = f"条目编号 {name} 与第 {self._clause_lines[name]} 行重复。"
            self._wrong(clause, "id", problem, "请改其中一个。")
        self._clause_lines[name] = self._line(clause, "id")
        basis = self._text(clause, "basis") if clause.get("basis") is not None else None
        return Clause(name, self._text(clause, "title"), basis, self._words(clause, "words"))

    # --- where it is told ---

    def _delivery(self, written: Any, line: int) -> Delivery:
        deliver = self._mapping(written, line, {"kind", "url", "secret"})
        kind = self._text(deliver, "kind")
        if kind not in KINDS:
            problem = f"不认识的通知方式 {kind!r}。"
            self._wrong(deliver, "kind", problem, f"请用其中之一：{', '.join(KINDS)}。")
        return Delivery(kind, self._url(deliver), self._secret(deliver, kind))

    def _url(self, deliver: CommentedMap) -> str:
        url = self._text(deliver, "url")
        if not _is_web_address(url):
            problem = f"网址 {url!r} 不对。"
            self._wrong(deliver, "url", problem, "请写完整网址：https://…。")
        return url

    def _secret(self, deliver: CommentedMap, kind: str) -> str | None:
        # a group robot's address is its secret
        if kind != WEBHOOK and deliver.get("secret") is None:
            return None
        written = self._text(deliver, "secret")
        if not written.startswith(FROM_ENVIRONMENT):
            problem = "密钥不能写在文件里。"
            remedy = "请写 secret: env:变量名，值放进环境变量。"
            self._wrong(deliver, "secret", problem, remedy)
        name = written.removeprefix(FROM_ENVIRONMENT).strip()
        secret = self._environment.get(name, "").strip()
        if not secret:
            problem = f"环境变量 {name} 没有设置。"
            remedy = f"请先设置 {name}，或去掉 deliver。"
            self._wrong(deliver, "secret", problem, remedy)
        return secret

    # --- what only the whole file shows ---

    def _check_centre(self, top: CommentedMap, centre: str) -> None:
        if centre not in self._lines:
            problem = f"没有代码为 {centre} 的单位。"
            remedy = "请改成 departments 里的某个 code。"
            self._wrong(top, "coordinating_centre", problem, remedy)

    def _check_parents(self, written: CommentedSeq, units: tuple[Department, ...]) -> None:
        parents = {unit.code: unit.parent for unit in units}
        for place, unit in zip(written, units, strict=True):
            if unit.parent is not None and unit.parent not in parents:
                problem = f"上级单位 {unit.parent} 不存在。"
                self._wrong(place, "parent", problem, "请改成已有的 code，或写 null。")
            if unit.code in _ancestors(unit.code, parents):
                problem = f"单位 {unit.code} 成了自己的上级。"
                self._wrong(place, "parent", problem, "请改 parent。")

    # --- pieces ---

    def _mapping(self, written: Any, line: int, allowed: set[str]) -> CommentedMap:
        if not isinstance(written, CommentedMap):
            problem = "这里应当是“名称: 内容”。"
            raise BadFile(self._path, line, problem, f"可用的名称：{_listed(allowed)}。")
        for key in written:
            if key not in allowed:
                problem = f"不认识 {key!r}。"
                self._wrong(written, key, problem, f"可用的名称：{_listed(allowed)}。")
        return written

    def _text(self, mapping: CommentedMap, key: str) -> str:
        value = mapping.get(key)
        if value is None or value == "":
            problem = f"没有写 {key}。"
            self._wrong(mapping, key, problem, f"请补上“{key}: …”。")
        if not isinstance(value, str):
            problem = f"{key} 应当是文字。"
            self._wrong(mapping, key, problem, "请加上引号。")
        return str(value).strip()

    def _each(
        self, mapping: CommentedMap, key: str, read: Callable[[Any, int], Kind]
    ) -> Iterator[Kind]:
        for index, item in enumerate(self._list(mapping, key)):
            yield read(item, mapping[key].lc.item(index)[0] + 1)

    def _words(self, mapping: CommentedMap, key: str) -> tuple[str, ...]:
        for index, word in enumerate(words := self._list(mapping, key)):
            if not isinstance(word, str) or len(word.strip()) < SHORTEST_WORD:
                problem = f"{key} 里的 {word!r} 太短或不是文字。"
                remedy = "请写两个字以上，数字加引号。"
                raise BadFile(self._path, words.lc.item(index)[0] + 1, problem, remedy)
        return tuple(dict.fromkeys(str(word).strip() for word in words))

    def _list(self, mapping: CommentedMap, key: str) -> CommentedSeq:
        value = mapping.get(key)
        if value is None:
            return CommentedSeq()
        if not isinstance(value, CommentedSeq):
            problem = f"{key} 应当是一个列表。"
            self._wrong(mapping, key, problem, "请写成 [甲, 乙]，或每行一个“- ”。")
        return value

    def _line(self, mapping: CommentedMap, key: str) -> int:
        """The line of the key, or of the block that lacks it."""
        place = mapping.lc.key(key)[0] if key in mapping else mapping.lc.line
        return int(place) + 1

    def _wrong(self, mapping: CommentedMap, key: str, problem: str, remedy: str) -> NoReturn:
        raise BadFile(self._path, self._line(mapping, key), problem, remedy)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _ancestors(code: str, parents: Mapping[str, str | None]) -> set[str]:
    above: set[str] = set()
    parent = parents.get(code)
    while parent is not None and parent not in above:
        above.add(parent)
        parent = parents.get(parent)
    return above


def _listed(keys: set[str]) -> str:
    return ", ".join(sorted(keys))
