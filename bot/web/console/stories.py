"""Rules and stories by topic: read as steps and as a picture, changed as a form."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.domain.errors import NotFound
from bot.domain.story_check import ACTION, INTENT, Path
from bot.services.knowledge.drafts import Opened
from bot.services.ports.stories import RULES, Script, Wish
from bot.web.console import story_words
from bot.web.console.chat import talk_values
from bot.web.console.counted import is_number, number_of
from bot.web.console.releases import what_may
from bot.web.console.saving import SAVED, refusal
from bot.web.console.story_graph import drawn
from bot.web.console.studio import STORIES, studio_of
from bot.web.console.visit import Form, Visit

MOST_STEPS = 40
Edit = Callable[[bytes], bytes]
"""What becomes of a file."""


@dataclass(frozen=True)
class Topic:
    """A file of rules, and the page it is read on."""

    words: str
    rules: int
    file: str
    page: str


async def listed(visit: Visit) -> web.StreamResponse:
    """GET /console/stories"""
    opened = await studio_of(visit).drafts.open()
    script = await script_of(visit, opened)
    return visit.render(
        "stories.html", topics=_topics(script, opened), script=script, **what_may(visit)
    )


async def topic(visit: Visit) -> web.StreamResponse:
    """GET /console/stories/{topic}"""
    return await _show(visit)


async def change(visit: Visit) -> web.StreamResponse:
    """POST /console/stories/{topic}/rule: other steps, or another order of them."""
    form = await visit.form()
    name = form["rule"]

    def edit(content: bytes) -> bytes:
        stories = studio_of(visit).stories
        if form.has("drop"):
            return stories.without(content, name)
        return stories.changed(content, name, _wishes(form))

    return await _saved(visit, form, edit, name)


async def add(visit: Visit) -> web.StreamResponse:
    """POST /console/stories/{topic}/add: who says this is answered so."""
    form = await visit.form()

    def edit(content: bytes) -> bytes:
        stories = studio_of(visit).stories
        return stories.added(content, form["name"], form["intent"], form["action"])

    return await _saved(visit, form, edit, form["name"])


# --- how ---


async def _show(visit: Visit, problem: str = "", status: int = 200) -> web.Response:
    studio = studio_of(visit)
    opened = await studio.drafts.open()
    script, file = await script_of(visit, opened), _file(visit)
    edit = visit.request.query.get("edit", "")
    if file not in opened.files:
        raise NotFound("no such topic")
    paths = [one for one in script.paths if one.place.file == file]
    return visit.render(
        "story_topic.html",
        status=status,
        topic=visit.request.match_info["topic"],
        file=file,
        paths=paths,
        script=script,
        picture=drawn(script, file),
        fault=script.faults.get(file, ""),
        words=story_words,
        plain=_is_plain,
        intents=_intents(script),
        actions=_actions(script),
        problem=problem,
        seen=opened.version,
        editing=number_of(edit),
        **await talk_values(visit),
        **what_may(visit),
    )


async def _saved(visit: Visit, form: Form, edit: Edit, name: str) -> web.Response:
    drafts, file = studio_of(visit).drafts, _file(visit)

    async def save() -> None:
        opened = await drafts.open()
        if file not in opened.files:
            raise NotFound("no such topic")
        content = await asyncio.to_thread(edit, opened.files[file])
        await drafts.put(file, content, visit.person.login, number_of(form["seen"]))

    if refused := await refusal(save()):
        return await _show(visit, refused.words, refused.status)
    return visit.go(f"{STORIES}/{visit.request.match_info['topic']}", f"“{name}”：{SAVED}")


async def script_of(visit: Visit, opened: Opened) -> Script:
    """What the draft says, read while turns go on."""
    return await asyncio.to_thread(studio_of(visit).stories.read, opened.files)


def _wishes(form: Form) -> list[Wish]:
    """The steps in the order of their numbers; those marked to go are left out."""
    wished: list[tuple[float, int, Wish]] = []
    for at, which in enumerate(form.all("step")[:MOST_STEPS]):
        if form.has(f"drop_{at}") or (which == "new" and not form[f"name_{at}"]):
            continue
        kind, names = form[f"kind_{at}"], tuple(dict.fromkeys(form.all(f"name_{at}")))
        if kind not in (INTENT, ACTION) or names == tuple(form.all(f"was_{at}")):
            names = ()
        stood = number_of(which) if is_number(which) else None
        wished.append((_number(form[f"order_{at}"], at), at, Wish(stood, kind, names)))
    return [wish for *_, wish in sorted(wished, key=lambda one: one[:2])]


def _number(words: str, otherwise: int) -> float:
    try:
        return float(words[:9])
    except ValueError:
        return otherwise


def _topics(script: Script, opened: Opened) -> Sequence[Topic]:
    counted = Counter(one.place.file for one in script.paths)
    found = []
    for file in sorted(path for path in opened.files if path.startswith(RULES)):
        name = file.removeprefix(RULES).removesuffix(".yml")
        deep = "/" in name or name.endswith(".yaml")
        page = f"{STORIES}/file/{file}" if deep else f"{STORIES}/{name}"
        found.append(Topic(story_words.topic_name(name), counted[file], file, page))
    return found


def _is_plain(path: Path) -> bool:
    """Whether the form can change it: every step of the file is one step that is read."""
    return all(one.kind != "other" for one in path.steps)


def _intents(script: Script) -> list[tuple[str, str]]:
    return [(one, story_words.intent_name(one)) for one in script.known.intents]


def _actions(script: Script) -> list[tuple[str, str]]:
    """The bot's own sentences first, then what it can do."""
    said = [(one, story_words.action_name(one, script)) for one in script.sayings]
    done = [(one, words) for one, words in story_words.ACTIONS.items()]
    known = script.known.actions
    return [*said, *(pair for pair in done if not known or pair[0] in known)]


def _file(visit: Visit) -> str:
    return f"{RULES}{visit.request.match_info['topic']}.yml"
