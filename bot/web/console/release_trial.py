"""A trial of the draft: how far it is, what was found, and whether it goes live."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot.domain.errors import FieldRejected, NotReleasable, StoreAway, TurnConflict
from bot.domain.releases import ENDED, STATE_NAMES, Release, Trial, TrialState
from bot.domain.revisions import Revision
from bot.web.console import differences
from bot.web.console.releases import BADGES, LONGEST_NOTE, what_may
from bot.web.console.saving import BUSY
from bot.web.console.studio import RELEASES, names_of, note, studio_of
from bot.web.console.visit import Visit

STAGES = ("检查", "训练", "测试对话", "测试例句和测试句", "对照最近一周的消息")
TRAINING = 1
ALONE = timedelta(seconds=30)
"""A trial that nobody takes for so long tells that no worker runs."""
FIRST = "刚才有别的同志先发布了，您的这一版没有发布，也没有丢。请重新训练、测试，再发布。"


@dataclass(frozen=True)
class Stage:
    """One part of a trial: done, under way, or still to come."""

    words: str
    state: str


async def trial(visit: Visit) -> web.StreamResponse:
    """GET /console/releases/trials/{trial}: for htmx the part that moves."""
    found = await _found(visit)
    if visit.by_htmx and found.state not in ENDED:
        return visit.render("trial_stages.html", trial=found, **_moving(visit, found))
    if visit.by_htmx:  # it has ended: the whole page has something to say now
        return visit.go(_page(found))
    return await _show(visit, found)


async def publish(visit: Visit) -> web.StreamResponse:
    """POST …/publish"""
    found, form = await _found(visit), await visit.form()
    assert found.id
    try:
        release = await studio_of(visit).publishing.publish(
            found.id, visit.person.login, _note(form["note"])
        )
    except NotReleasable as error:
        return await _show(visit, found, str(error), 409)
    except FieldRejected as error:
        return await _show(visit, found, error.problem, 422)
    except TurnConflict:
        return await _show(visit, found, FIRST, 409)
    except StoreAway:
        return await _show(visit, found, BUSY, 503)
    details = {"reason": release.reason, "asked_by": release.asked_by} if release.reason else {}
    await note(visit, "published", str(release.id), **details)
    told = "已发布。市民从现在起看到的就是这一版。不合适的话，可以随时退回。"
    return visit.go(RELEASES, told)


async def override(visit: Visit) -> web.StreamResponse:
    """POST …/override: ask that somebody else publish it all the same."""
    found, form = await _found(visit), await visit.form()
    assert found.id
    reason = form["reason"]
    try:
        if len(reason) > LONGEST_NOTE:
            raise FieldRejected("reason", f"理由最多 {LONGEST_NOTE} 个字。")
        await studio_of(visit).publishing.ask_to_override(found.id, visit.person.login, reason)
    except NotReleasable as error:
        return await _show(visit, found, str(error), 409)
    except FieldRejected as error:
        return await _show(visit, found, error.problem, 422, reason)
    await note(visit, "override_asked", str(found.id))
    return visit.go(_page(found), "理由已写上。请发布人来看，由他发布。")


# --- how ---


async def _show(
    visit: Visit, found: Trial, problem: str = "", status: int = 200, reason: str = ""
) -> web.Response:
    studio, names = studio_of(visit), await names_of(visit)
    library = studio.drafts.library
    revision = await library.revisions.revision(found.revision)
    live = await library.releases.live()
    barred = await studio.publishing.barred(found)
    between = await studio.comparing.revisions(await _live_then(visit, found), revision)
    return visit.render(
        "trial.html",
        status=status,
        trial=found,
        revision=revision,
        live=live,
        stale=(live.id if live else None) != found.after,
        is_live=_is_live(live, found),
        between=differences.shown(between),
        words=differences,
        names=names,
        barred=visit.person.login in barred,
        publishers=names.publishers(barred),
        problem=problem,
        reason=reason,
        **_moving(visit, found),
        **what_may(visit),
    )


async def _live_then(visit: Visit, found: Trial) -> Revision | None:
    """The revision that it was compared with."""
    if found.after is None:
        return None
    version, _ = await studio_of(visit).comparing.version(found.after)
    return version.revision


def _moving(visit: Visit, found: Trial) -> dict[str, Any]:
    now = studio_of(visit).clock()
    waits = found.state is TrialState.WAITING
    return {
        "ended": found.state in ENDED,
        "state": STATE_NAMES[found.state],
        "badge": BADGES[found.state],
        "stages": stages(found),
        "alone": waits and now - found.asked_at > ALONE,
        "page": _page(found),
    }


def stages(found: Trial) -> Sequence[Stage]:
    """How far it is. What is not a stage's own word is a part of the training."""
    if found.state is TrialState.WAITING:
        return [Stage(words, "next") for words in STAGES]
    if found.state in ENDED:
        return [Stage(words, "done") for words in STAGES]
    at = STAGES.index(found.progress) if found.progress in STAGES else TRAINING
    at = at if found.progress else 0
    states = ["done"] * at + ["now"] + ["next"] * (len(STAGES) - at - 1)
    return [Stage(*one) for one in zip(STAGES, states, strict=True)]


async def _found(visit: Visit) -> Trial:
    number = visit.request.match_info["trial"]
    return await studio_of(visit).drafts.library.releases.trial(int(number))


def _page(found: Trial) -> str:
    return f"{RELEASES}/trials/{found.id}"


def _note(words: str) -> str:
    if len(words) > LONGEST_NOTE:
        raise FieldRejected("note", f"说明最多 {LONGEST_NOTE} 个字。")
    return words


def _is_live(live: Release | None, found: Trial) -> bool:
    return live is not None and (live.revision, live.model) == (found.revision, found.model)
