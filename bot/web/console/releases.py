"""The page of releases: what is live, what waits in the draft, what was live before."""

from typing import Any

from aiohttp import web

from bot.domain.errors import FieldRejected, NotFound
from bot.domain.people import Right
from bot.domain.releases import ENDED, STATE_NAMES, Release, Trial, TrialState
from bot.domain.revisions import Revision
from bot.services.knowledge.archives import packed
from bot.web.console import differences
from bot.web.console.counted import is_number
from bot.web.console.shipped import undecided
from bot.web.console.studio import RELEASES, Studio, names_of, note, studio_of
from bot.web.console.visit import Visit

VERSIONS = 30
LONGEST_NAME, LONGEST_NOTE = 60, 500


async def overview(visit: Visit) -> web.StreamResponse:
    """GET /console/releases"""
    studio = studio_of(visit)
    opened = await studio.drafts.open()
    live = await _live(studio)
    before = await studio.drafts.library.files(live[1]) if live else {}
    versions = await studio.comparing.versions(VERSIONS)
    trials = await studio.drafts.library.releases.trials(5)
    return visit.render(
        "releases.html",
        live=live,
        opened=opened,
        between=differences.shown(await studio.comparing.files(before, opened.files)),
        trials=[one for one in trials if not _is_live(one, live)],
        undecided=len(await studio.shipped.undecided()),
        running=next((one for one in trials if one.state not in ENDED), None),
        states=STATE_NAMES,
        badges=BADGES,
        versions=versions,
        names=await names_of(visit),
        **what_may(visit),
    )


async def draft(visit: Visit) -> web.StreamResponse:
    """GET /console/releases/draft: what it changes, and what is wrong with it."""
    studio = studio_of(visit)
    opened = await studio.drafts.open()
    live = await _live(studio)
    before = await studio.drafts.library.files(live[1]) if live else {}
    return visit.render(
        "release_draft.html",
        opened=opened,
        between=differences.shown(await studio.comparing.files(before, opened.files)),
        findings=await studio.findings(opened.files),
        undecided=await undecided(visit),
        words=differences,
        names=await names_of(visit),
        **what_may(visit),
    )


async def ask(visit: Visit) -> web.StreamResponse:
    """POST /console/releases/trials: check, train and test the draft, aside."""
    form = await visit.form()
    name, told = form["name"], form["note"]
    if len(name) > LONGEST_NAME or len(told) > LONGEST_NOTE:
        problem = f"名称最多 {LONGEST_NAME} 个字，说明最多 {LONGEST_NOTE} 个字。"
        raise FieldRejected("name", problem)
    if waiting := await _asked_already(studio_of(visit)):
        return visit.go(f"{RELEASES}/trials/{waiting.id}", "这一版已经在训练和测试了。")
    trial = await studio_of(visit).trials.propose(visit.person.login, name, told)
    await note(visit, "trial_asked", str(trial.id))
    return visit.go(f"{RELEASES}/trials/{trial.id}")


async def download(visit: Visit) -> web.StreamResponse:
    """GET /console/releases/knowledge.zip: the draft; `?release=…` an earlier state."""
    studio, asked = studio_of(visit), visit.request.query.get("release", "")
    if is_number(asked):
        version, _ = await studio.comparing.version(int(asked))
        files, named = await studio.drafts.library.files(version.revision), f"release-{asked}"
    else:
        opened = await studio.drafts.open()
        files, named = dict(opened.files), f"draft-{opened.version}"
    return web.Response(
        body=packed(files),
        headers={
            "Content-Type": "application/zip",
            "Content-Disposition": f'attachment; filename="huiying-{named}.zip"',
        },
    )


BADGES = {
    TrialState.WAITING: "wait",
    TrialState.RUNNING: "info",
    TrialState.PASSED: "good",
    TrialState.BLOCKED: "warn",
    TrialState.BROKEN: "bad",
}


def what_may(visit: Visit) -> dict[str, Any]:
    """What this person may do here."""
    return {
        "may_edit": visit.person.may(Right.EDIT_KNOWLEDGE),
        "may_publish": visit.person.may(Right.PUBLISH_KNOWLEDGE),
    }


async def _asked_already(studio: Studio) -> Trial | None:
    """The trial of this very draft that has not ended: a second click asks for nothing more."""
    opened = await studio.drafts.open()
    trials = await studio.drafts.library.releases.trials()
    same = (one for one in trials if one.revision == opened.base.id and one.state not in ENDED)
    return None if opened.changed else next(same, None)


async def _live(studio: Studio) -> tuple[Release, Revision] | None:
    try:
        return await studio.drafts.library.live()
    except NotFound:
        return None


def _is_live(trial: Trial, live: tuple[Release, Revision] | None) -> bool:
    """Whether this is what became live."""
    return live is not None and (trial.revision, trial.model) == (live[0].revision, live[0].model)
