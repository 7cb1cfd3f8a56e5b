"""What is wrong with the knowledge files, as a sentence with the file, the line and the remedy.

Rasa accepts much with a warning and trips over it in a conversation, and complains in words that an
editor of FAQs cannot use: so the files are looked at before, and its complaints are translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY

from bot.adapters.rasa.knowledge import PREFIX, Answers, FaultyAnswer
from bot.domain.errors import BadFile

DOMAIN_KEYS = frozenset(
    (
        *("version", "session_config", "intents", "entities", "slots", "forms"),
        *("actions", "e2e_actions", "responses"),
    )
)
DATA_KEYS = frozenset(["version", "nlu", "stories", "rules", "responses"])
TOP_KEY = re.compile(r"([^\s#\-][^:]*):(\s|$)")
CONTINUED = re.compile(r"[\s#\-}\]]|$")
"""A line that begins no top key of its own."""
VALIDATION = re.compile(r"in \S+?:(\d+):\s*\n\s*(.*)")
UNKNOWN_KEY = re.compile(r"Key '(.+?)' was not defined")
RULE_NAME = re.compile(r"in rule '(.+?)'")
RETRIEVAL = "faq/"
BAD_YAML = ("这里不是正确的 YAML。", "请检查这一行和上一行的缩进、冒号、括号和引号。")
CORRECT_IT = "请改正后重新训练。"


# --- before training ------------------------------------------------------------------------------


def check_keys(domain: Iterable[Path], data: Iterable[Path]) -> None:
    """Raise BadFile for a file that holds none of what it should, or something else."""
    for files, known in ((domain, DOMAIN_KEYS), (data, DATA_KEYS)):
        for path in files:
            _check_keys(path, known)


def _check_keys(path: Path, known: frozenset[str]) -> None:
    try:
        keys = list(_top_lines(path))
    except UnicodeDecodeError:
        raise BadFile(path, None, "文件不是 UTF-8 编码。", "请另存为 UTF-8 编码。") from None
    for number, key in keys:
        if key not in known:
            problem = f"不认识“{key}”。"
            raise BadFile(path, number, problem, f"最外层可以写：{'、'.join(sorted(known))}。")
    if not keys:
        raise BadFile(path, 1, "文件是空的。", f"最外层可以写：{'、'.join(sorted(known))}。")


def keys_of(path: Path) -> frozenset[str]:
    """The top keys of a YAML file, without reading what stands under them."""
    return frozenset(key for _, key in _top_lines(path))


def _top_lines(path: Path) -> Iterator[tuple[int, str]]:
    """What stands at the margin, with its line: a key, or the beginning of what is none."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not CONTINUED.match(line):
            key = TOP_KEY.match(line)
            yield number, key[1] if key else line[:20]


def check_words(importer: TrainingDataImporter, files: Sequence[Path]) -> None:
    """Raise BadFile for what the examples and stories use and domain.yml does not list."""
    domain, stories = importer.get_domain(), importer.get_stories()
    examples = importer.get_nlu_data().intent_examples
    events = [event for step in stories.story_steps for event in step.events]
    intents = {message.get(INTENT) for message in examples}
    told = {event.intent_name for event in events if isinstance(event, UserUttered)}
    actions = {event.action_name for event in events if isinstance(event, ActionExecuted)}
    slots = {event.key for event in events if isinstance(event, SlotSet)}
    _listed("intent", intents | told, domain.intents, files)
    _listed("action", actions, domain.action_names_or_texts, files)
    _listed("slot", slots, [slot.name for slot in domain.slots], files)
    _answered({message.get(INTENT_RESPONSE_KEY) for message in examples}, domain, files)


def _listed(kind: str, used: Iterable[Any], known: Iterable[str], files: Sequence[Path]) -> None:
    unknown = sorted({word for word in used if word} - set(known))
    if unknown:
        path, line = place_of(rf"\b{re.escape(unknown[0])}\b", files)
        problem = f"用到的 {kind} {unknown[0]} 没有列在 domain.yml 里。"
        raise BadFile(path, line, problem, f"请加到 domain.yml 的 {kind}s: 下面，或从这里去掉。")


def _answered(questions: Iterable[Any], domain: Domain, files: Sequence[Path]) -> None:
    """Every question has its answer, and every answer states what it must."""
    try:
        entries = Answers.of(domain.responses).entries()
    except FaultyAnswer as faulty:
        path, line = place_of(rf"^\s*{re.escape(faulty.name)}:", files)
        raise BadFile(path, line, faulty.problem, faulty.remedy) from None
    answers = {f"{RETRIEVAL}{entry.key}" for entry in entries}
    asked = {key for key in questions if key and key.startswith(RETRIEVAL)}
    for key in sorted(asked - answers):
        path, line = place_of(rf"intent:\s*{re.escape(key)}\s*$", files)
        name = f"{PREFIX}{key.removeprefix(RETRIEVAL)}"
        raise BadFile(path, line, "这个问题没有答复。", f"请在 responses: 下面写 {name}。")


# --- when Rasa complains --------------------------------------------------------------------------


def translated(error: Exception, config: Path, files: Sequence[Path]) -> BadFile:
    """Rasa's complaint as a sentence that names the file and, where it is known, the line."""
    path = Path(getattr(error, "filename", None) or config)
    yaml = getattr(error, "underlying_yaml_exception", None)
    if yaml is not None:
        mark = getattr(yaml, "problem_mark", None)
        return BadFile(path, mark.line + 1 if mark else None, *BAD_YAML)
    said = str(error).strip()
    if found := VALIDATION.search(said):
        key = UNKNOWN_KEY.search(found[2])
        problem = f"不认识“{key[1]}”。" if key else "这里的写法不对。"
        return BadFile(path, int(found[1]), problem, "请核对拼写、缩进和冒号，照旁边的样子写。")
    if rules := RULE_NAME.findall(said):
        path, line = place_of(rf"rule:\s*{re.escape(rules[0])}\s*$", files)
        problem = f"规则“{rules[0]}”与别的规则互相矛盾。"
        return BadFile(path, line, problem, "同样的情形只能有一种做法：请改其中一条。")
    if isinstance(error, ImportError):
        path, line = place_of(rf"{re.escape(error.name or '')}", [config])
        return BadFile(path, line, f"没有 {error.name} 这个部件。", "请核对 config.yml 里的名称。")
    return BadFile(path, None, f"Rasa 不接受：{said.splitlines()[0][:200]}", CORRECT_IT)


def place_of(pattern: str, files: Sequence[Path]) -> tuple[Path, int | None]:
    """The first file and line that match; the last file when none does."""
    wanted = re.compile(pattern)
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if wanted.search(line):
                return path, number
    return files[-1], None
