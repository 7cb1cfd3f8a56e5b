"""Rules and the bot's sentences are edited in Rasa's YAML, line by line: the rest stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from bot.adapters.knowledge.reading import read_mapping
from bot.adapters.knowledge.story_reading import script
from bot.domain.errors import FieldRejected, NotFound
from bot.domain.revisions import Files
from bot.domain.story_check import ACTION, INTENT
from bot.services.ports.stories import Script, Wish

UTTER = re.compile(r"utter_[a-z0-9_]{1,60}")
NAME = re.compile(r"[A-Za-z_][\w/]{0,80}", re.ASCII)
"""Of intents and actions: what may stand in YAML without quotes."""
LONGEST_TEXT, LONGEST_NAME, MOST_TEXTS = 2000, 120, 10
_FLOW = "这里是写在一行里的，表单改不了。请用“直接改文件”。"


class YamlStories:
    """The port `Stories`."""

    def read(self, files: Files) -> Script:
        return script(files)

    def changed(self, content: bytes, name: str, steps: Sequence[Wish]) -> bytes:
        page = _Page.of(content)
        rule = page.rule(name)
        if rule.steps is None or rule.steps.flow_style or not rule.steps.value:
            raise FieldRejected("steps", _FLOW)
        if not steps:
            raise FieldRejected("steps", "至少要留一步。整条都不要了，请按“删除这条规则”。")
        before = page.chunks(rule.steps)
        indent = " " * page.dash(rule.steps)
        wanted = [line for one in steps for line in _step(before, one, indent)]
        begin = rule.steps.value[0].start_mark.line
        return page.with_lines(begin, begin + sum(map(len, before)), wanted)

    def added(self, content: bytes, name: str, intent: str, action: str) -> bytes:
        page = _Page.of(content or b'version: "3.1"\n')
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise FieldRejected("name", f"请给规则起个名字，最多 {LONGEST_NAME} 个字。")
        if any(one.name == name for one in page.rules()):
            raise FieldRejected("name", f"已经有叫“{name}”的规则，请换个名字。")
        some = page.under("rules")
        listed = some if isinstance(some, SequenceNode) and some.value else None
        indent = " " * (page.dash(listed) if listed else 2)
        rule = [
            f"{indent}- rule: {_quoted(name)}",
            f"{indent}  steps:",
            f"{indent}    - intent: {_checked(intent)}",
            f"{indent}    - action: {_checked(action)}",
        ]
        if listed:
            if listed.flow_style:
                raise FieldRejected("name", _FLOW)
            at = page.end(listed)
            return page.with_lines(at, at, ["", *rule])
        return page.with_key("rules", rule)

    def without(self, content: bytes, name: str) -> bytes:
        page = _Page.of(content)
        rule = page.rule(name)
        chunks = page.chunks(rule.among, to_the_end=True)
        begin = rule.among.value[0].start_mark.line + sum(map(len, chunks[: rule.at]))
        alone = len(chunks) == 1 and page.lines[begin - 1].rstrip() in ("rules:", "stories:")
        return page.with_lines(begin - alone, begin + len(chunks[rule.at]), [])

    def saying(self, content: bytes, name: str, texts: Sequence[str]) -> bytes:
        if not UTTER.fullmatch(name):
            raise FieldRejected("name", "名称要以 utter_ 开头，后面是小写字母、数字和下划线。")
        texts = [one for one in map(_tidy, texts) if one]
        if not texts or len(texts) > MOST_TEXTS:
            raise FieldRejected("text", f"请写 1 到 {MOST_TEXTS} 种说法。")
        if any(len(one) > LONGEST_TEXT for one in texts):
            raise FieldRejected("text", f"一种说法最多 {LONGEST_TEXT} 个字。")
        page = _Page.of(content)
        responses = page.under("responses")
        variants = _value(responses, name)
        if not isinstance(variants, SequenceNode) or not variants.value:
            return page.with_saying(responses, name, texts)
        if variants.flow_style or any(one.flow_style for one in variants.value):
            raise FieldRejected("text", _FLOW)
        indent, chunks = " " * page.dash(variants), page.chunks(variants)
        wanted = [
            line
            for at, text in enumerate(texts)
            for line in (
                _with_text(chunks[at], variants.value[at], text, indent)
                if at < len(chunks)
                else _text(f"{indent}- text: ", text, f"{indent}    ")
            )
        ]
        begin = variants.value[0].start_mark.line
        return page.with_lines(begin, begin + sum(map(len, chunks)), wanted)


@dataclass(frozen=True)
class _Rule:
    """A rule or story: the `at`th `among` others."""

    name: str
    steps: SequenceNode | None
    among: SequenceNode
    at: int


@dataclass(frozen=True)
class _Page:
    """A file as lines, and where in them its values stand."""

    lines: Sequence[str]
    top: Node | None

    @classmethod
    def of(cls, content: bytes) -> _Page:
        """Raises BadFile for what is no YAML."""
        read_mapping("", content)
        text = content.decode("utf-8").replace("\r\n", "\n").rstrip("\n")
        return cls(text.split("\n"), YAML().compose(f"{text}\n"))

    def under(self, key: str) -> Node | None:
        return _value(self.top, key)

    def rules(self) -> Iterator[_Rule]:
        for kind, key in (("rules", "rule"), ("stories", "story")):
            some = self.under(kind)
            if isinstance(some, SequenceNode) and not some.flow_style:
                for at, one in enumerate(some.value):
                    name, steps = _value(one, key), _value(one, "steps")
                    listed = steps if isinstance(steps, SequenceNode) else None
                    if name is not None:
                        yield _Rule(str(name.value), listed, some, at)

    def rule(self, name: str) -> _Rule:
        """Raises NotFound."""
        for one in self.rules():
            if one.name == name:
                return one
        raise NotFound(f"没有叫“{name}”的规则，可能刚才有人改过。请刷新再看。")

    def dash(self, some: SequenceNode) -> int:
        """The column of the dashes of a list."""
        line: str = self.lines[some.value[0].start_mark.line]
        return len(line) - len(line.lstrip())

    def end(self, some: Node) -> int:
        """The line after the last one that belongs to it; comments below belong to what follows."""
        at: int = min(some.end_mark.line, len(self.lines))  # where the next thing begins
        while not self.lines[at - 1].strip() or self.lines[at - 1].lstrip().startswith("#"):
            at -= 1
        return at

    def chunks(self, some: SequenceNode, to_the_end: bool = False) -> list[list[str]]:
        """The lines of each item, with what follows it up to the next."""
        begins = [one.start_mark.line for one in some.value]
        after = self.end(some)
        if to_the_end and after < len(self.lines) and not self.lines[after].strip():
            after += 1
        return [
            list(self.lines[begin:end])
            for begin, end in zip(begins, [*begins[1:], after], strict=True)
        ]

    def with_lines(self, begin: int, end: int, new: Sequence[str]) -> bytes:
        lines = [*self.lines[:begin], *new, *self.lines[end:]]
        return ("\n".join(lines).rstrip("\n") + "\n").encode()

    def with_key(self, key: str, body: Sequence[str]) -> bytes:
        """With a block under a key of the top that is empty so far, or not there."""
        empty = re.compile(rf"{key}:\s*(?:\[\]|\{{\}}|null|~)?\s*(?:#.*)?")
        for at, line in enumerate(self.lines):
            if empty.fullmatch(line):
                return self.with_lines(at, at + 1, [f"{key}:", *body])
        return self.with_lines(len(self.lines), len(self.lines), ["", f"{key}:", *body])

    def with_saying(self, responses: Node | None, name: str, texts: Sequence[str]) -> bytes:
        if not isinstance(responses, MappingNode) or not responses.value:
            return self.with_key("responses", _saying(name, texts, "  "))
        if responses.flow_style or _value(responses, name) is not None:
            raise FieldRejected("text", _FLOW)
        indent = " " * responses.value[0][0].start_mark.column
        at = self.end(responses)
        return self.with_lines(at, at, _saying(name, texts, indent))


def _value(of: Node | None, key: str) -> Node | None:
    for name, value in of.value if isinstance(of, MappingNode) else ():
        if name.value == key:
            found: Node = value
            return found
    return None


def _step(before: Sequence[list[str]], wish: Wish, indent: str) -> list[str]:
    if wish.at is not None and not 0 <= wish.at < len(before):
        raise FieldRejected("steps", "刚才有人改过这条规则，步骤对不上了。请刷新再改。")
    if not wish.names:
        if wish.at is None:
            raise FieldRejected("steps", "请选机器人要做什么。")
        return [line for line in before[wish.at] if line.strip()]
    names = [_checked(one) for one in wish.names]
    if wish.kind == ACTION:
        return [f"{indent}- action: {names[0]}"]
    if wish.kind != INTENT:
        raise FieldRejected("steps", "这一步表单改不了。")
    if len(names) == 1:
        return [f"{indent}- intent: {names[0]}"]
    return [f"{indent}- or:", *(f"{indent}    - intent: {one}" for one in names)]


def _checked(name: str) -> str:
    if not NAME.fullmatch(name):
        raise FieldRejected("steps", "意图和动作的名称只能有字母、数字和下划线。请从列表里选。")
    return name


def _with_text(lines: list[str], variant: Node, text: str, indent: str) -> list[str]:
    """The lines of a wording with another text, whatever else belongs to it."""
    place = _value(variant, "text")
    if place is None:
        raise FieldRejected("text", _FLOW)
    if str(place.value).rstrip("\n") == text:
        return lines
    first = place.start_mark.line - variant.start_mark.line
    end = place.end_mark.line - variant.start_mark.line + bool(place.end_mark.column)
    after = lines[max(end, first + 1) :]
    head = lines[first][: lines[first].index("text") + 4] + ": "
    return [*lines[:first], *_text(head, text, f"{indent}    "), *after]


def _saying(name: str, texts: Sequence[str], indent: str) -> list[str]:
    some = [line for one in texts for line in _text(f"{indent}  - text: ", one, f"{indent}      ")]
    return [f"{indent}{name}:", *some]


def _text(head: str, text: str, indent: str) -> list[str]:
    if "\n" not in text:
        return [f"{head}{_quoted(text)}"]
    return [f"{head}|-", *(f"{indent}{line}" for line in text.split("\n"))]


_PLAIN = re.compile(r"[\u4e00-\u9fff\w][\u4e00-\u9fff\w，。！？；、“”（）《》【】·\-/ ]*")


def _quoted(text: str) -> str:
    """As YAML takes it for a text, whatever it looks like."""
    plain = _PLAIN.fullmatch(text) and not text.isascii() and text == text.strip()
    return text if plain else json.dumps(text, ensure_ascii=False)


def _tidy(text: str) -> str:
    """Lines without spaces at their ends; no empty one, and nothing that cannot be seen."""
    lines = (line.rstrip() for line in text.replace("\r", "").split("\n"))
    tidy = "\n".join(line for line in lines if line).strip()
    if not tidy.replace("\n", "").isprintable():
        raise FieldRejected("text", "里面有看不见的符号，请删掉再保存。")
    return tidy
