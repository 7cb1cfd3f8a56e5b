"""The pages of releases and stories, and who may open them."""

from collections.abc import Sequence

from bot.domain.people import Right
from bot.web.console import (
    catalogue,
    chat,
    knowledge_file,
    release_archive,
    release_trial,
    release_version,
    releases,
    sayings,
    shipped,
    stories,
)
from bot.web.console.chat import CHAT
from bot.web.console.page import Page
from bot.web.console.studio import RELEASES, STORIES

SEE, EDIT, PUBLISH = Right.SEE_KNOWLEDGE, Right.EDIT_KNOWLEDGE, Right.PUBLISH_KNOWLEDGE
UPLOAD, TRIALS = f"{RELEASES}/upload", f"{RELEASES}/trials"
TRIAL = rf"{TRIALS}/{{trial:\d{{1,9}}}}"
RELEASE = rf"{RELEASES}/{{release:\d{{1,9}}}}"
TOPIC = rf"{STORIES}/{{topic:[\w-]{{1,64}}}}"
KNOWLEDGE_FILE = rf"{STORIES}/file/{{path:[\w./-]{{1,200}}}}"
UNIT = rf"{catalogue.PAGE}/unit/{{code:[a-z0-9_]{{2,32}}}}"
BYTES, FILE_BYTES = release_archive.BODY_BYTES, knowledge_file.BODY_BYTES

PAGES: Sequence[Page] = (
    Page("GET", STORIES, stories.listed, SEE, menu="对话流程"),
    Page("GET", sayings.PAGE, sayings.listed, SEE),
    Page("POST", sayings.PAGE, sayings.save, EDIT),
    Page("GET", CHAT, chat.page, SEE),
    Page("POST", CHAT, chat.say, SEE),
    Page("GET", KNOWLEDGE_FILE, knowledge_file.show, SEE),
    Page("POST", KNOWLEDGE_FILE, knowledge_file.save, EDIT, body_bytes=FILE_BYTES),
    Page("GET", catalogue.PAGE, catalogue.listed, SEE),
    Page("GET", catalogue.NEW, catalogue.new, EDIT),
    Page("POST", catalogue.NEW, catalogue.add, EDIT),
    Page("GET", UNIT, catalogue.one, SEE),
    Page("POST", UNIT, catalogue.change, EDIT),
    Page("GET", TOPIC, stories.topic, SEE),
    Page("POST", f"{TOPIC}/rule", stories.change, EDIT),
    Page("POST", f"{TOPIC}/add", stories.add, EDIT),
    Page("GET", RELEASES, releases.overview, SEE, menu="发布"),
    Page("GET", f"{RELEASES}/draft", releases.draft, SEE),
    Page("POST", shipped.PAGE, shipped.decide, EDIT),
    Page("GET", f"{RELEASES}/knowledge.zip", releases.download, SEE),
    Page("GET", UPLOAD, release_archive.form, EDIT),
    Page("POST", UPLOAD, release_archive.look, EDIT, body_bytes=BYTES),
    Page("POST", f"{UPLOAD}/draft", release_archive.take, EDIT),
    Page("POST", TRIALS, releases.ask, EDIT),
    Page("GET", TRIAL, release_trial.trial, SEE),
    Page("POST", f"{TRIAL}/publish", release_trial.publish, PUBLISH),
    Page("POST", f"{TRIAL}/override", release_trial.override, EDIT),
    Page("GET", RELEASE, release_version.version, SEE),
    Page("POST", RELEASE, release_version.roll_back, PUBLISH),
    Page("POST", f"{RELEASE}/draft", release_version.begin, EDIT),
)
"""`{topic}` comes last of its kind: aiohttp looks for fixed addresses first."""
