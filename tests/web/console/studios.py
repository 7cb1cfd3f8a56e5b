"""The knowledge base for the console's pages of releases and stories, over memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web

from bot.adapters.knowledge.cataloguing import YamlCataloguing
from bot.adapters.knowledge.story_writing import YamlStories
from bot.domain.dispatch import Catalogue
from bot.domain.errors import NotFound
from bot.domain.releases import Release, Report, Trial
from bot.domain.replies import Choice, Reply
from bot.services.evaluation.comparing import Side
from bot.services.knowledge.publishing import Publishing
from bot.services.knowledge.trial_chats import TrialChats
from bot.services.knowledge.trials import Trials
from bot.services.knowledge.units import Units
from bot.services.ports.dialogue import Heard, Turned, Understanding
from bot.web.console.studio import Studio, add_studio
from tests.builders import NOW
from tests.fakes.house import FakeCalendar
from tests.web.console.questions import LAMP, Clerks

RULES = "stories/smalltalk.yml"
FILES = {
    "config.yml": b"language: zh\npipeline: []\n",
    "domain.yml": """\
version: "3.1"
intents:
  - greet
  - thanks
  - complaint
slots:
  matter: {type: categorical, values: ["new", "done"], mappings: [{type: custom}]}
forms:
  complaint_form: {required_slots: [what]}
actions:
  - action_begin_matter
  - action_open_ticket
responses:
  # hello
  utter_greet:
    - text: 您好！有什么事直接说。
      buttons:
        - {title: 我要反映问题, payload: /complaint}
  utter_thanks:
    - text: 不客气。
""".encode(),
    "nlu/smalltalk.yml": """\
version: "3.1"
nlu:
  - intent: greet
    examples: |
      - 你好
      - 早上[好](time)
      - 您好啊
  - intent: thanks
    examples: |
      - 谢谢
""".encode(),
    RULES: b"""\
version: "3.1"

# hello
rules:
  - rule: smalltalk - hello
    steps:
      - intent: greet
      - action: utter_greet

  - rule: smalltalk - thanks
    steps:
      - intent: thanks
      - action: utter_thanks
""",
    "stories/complaint.yml": b"""\
version: "3.1"
rules:
  - rule: complaint - begin
    steps:
      - intent: complaint
      - action: action_begin_matter
      - slot_was_set:
          - matter: new
      - action: complaint_form
      - active_loop: complaint_form

  - rule: complaint - all known
    condition:
      - active_loop: complaint_form
    steps:
      - action: complaint_form
      - active_loop: null
      - action: action_open_ticket
""",
}


class Echo:
    """A dialogue that says what it heard, and by which model."""

    def __init__(self, model: str) -> None:
        self.model = model

    async def parse(self, text: str) -> Understanding:
        return Understanding("greet", 0.9, model=self.model)

    def asks(self, memory: Sequence[Mapping[str, Any]]) -> bool:
        return False

    async def respond(
        self, heard: Heard, memory: Sequence[Mapping[str, Any]], desk: object
    ) -> Turned:
        words = heard.choice.title if heard.choice else heard.text
        told = [
            {"event": "user", "parse_data": {"intent": {"name": "greet", "confidence": 0.87}}},
            {"event": "action", "name": "action_begin_matter"},
        ]
        reply = Reply(
            f"{self.model}听到：{words}（第{len(memory) // 2 + 1}句）", (Choice("好", "affirm"),)
        )
        return Turned(reply, [*memory, *told], await self.parse(words))


class NoAnswers:
    def entry(self, key: str) -> None:
        return None


@dataclass
class FakeActors:
    """Models that say who they are."""

    catalogue: Catalogue

    async def live(self) -> Side:
        return Side(Echo("live"), self.catalogue, NoAnswers())

    async def of(self, files: Mapping[str, bytes], model: str) -> Side:
        if model == "lost":
            raise NotFound("no such model")
        return Side(Echo(model), self.catalogue, NoAnswers())


@dataclass
class FakeWorkshop:
    """Finds what it is told to find; the model's version is that of the files."""

    clerks: Clerks
    report: Report = field(default_factory=Report)

    async def try_out(self, files, live, tell):
        await tell("训练模型")
        if self.report.broken:
            return None, self.report
        version = f"m{hash(tuple(sorted(files.items()))) & 0xFFFFFF:x}"
        await self.clerks.shelf.models.keep(version, b"model", {})
        return version, self.report


@dataclass
class Studios:
    """Everything behind the pages of releases and stories."""

    clerks: Clerks
    catalogue: Catalogue

    def __post_init__(self) -> None:
        self.workshop = FakeWorkshop(self.clerks)

    async def install(self, **more: bytes) -> None:
        """FILES are live with LAMP, and nothing is drafted."""
        files = {**FILES, **self.drafts.writing.edited(FILES, [LAMP]), **more}
        revision = await self.drafts.library.seed(files)
        await self.clerks.shelf.models.keep("m1", b"model", {})
        release = Release(revision.id or 0, "m1", "huiying", NOW)
        await self.clerks.shelf.releases.publish(release, None)

    @property
    def drafts(self):
        return self.clerks.shelf.drafts

    @property
    def trials(self) -> Trials:
        return Trials(self.drafts)

    @property
    def publishing(self) -> Publishing:
        shelf = self.clerks.shelf
        return Publishing(self.drafts, shelf.models, self.clerks.announcer, self.clerks.two_persons)

    async def works(self, report: Report | None = None) -> Trial | None:
        """A worker takes the trial that waits, if there is one."""
        self.workshop = replace(self.workshop, report=report or Report())
        taken = await self.trials.take()
        return await self.trials.run(taken, self.workshop) if taken else None

    async def text(self, path: str) -> str:
        """A file as the draft has it."""
        return (await self.drafts.open()).files[path].decode()

    def opens(self, app: web.Application) -> None:
        """Give the pages of this application what they open on."""
        clerks = self.clerks
        actors = FakeActors(self.catalogue)
        chats = TrialChats(actors, clerks.shelf.library, FakeCalendar(), clerks.clock)
        self.chats = chats
        units = Units(self.drafts, YamlCataloguing(), clerks.clock)
        studio = Studio(
            self.drafts,
            self.trials,
            self.publishing,
            YamlStories(),
            chats,
            clerks.clock,
            units,
            clerks.shelf.shipped,
        )
        add_studio(app, studio)
