"""One release: what it changed, and what comes back with it."""

from dataclasses import dataclass

from aiohttp import web

from bot.domain.errors import NotFound, StoreAway, TurnConflict
from bot.domain.revisions import Revision
from bot.services.knowledge.comparing import Version
from bot.web.console import differences
from bot.web.console.releases import what_may
from bot.web.console.saving import BUSY
from bot.web.console.studio import RELEASES, names_of, note, studio_of
from bot.web.console.visit import Visit

MOVED = "刚才有别的同志发布过，现在线上的已经不是您看到的那一版。请看清楚再退回。"


@dataclass(frozen=True)
class Parts:
    """What comes back with an earlier release: each part, and whether it is another one."""

    words: str
    differs: bool


async def version(visit: Visit) -> web.StreamResponse:
    """GET /console/releases/{release}"""
    return await _show(visit)


async def roll_back(visit: Visit) -> web.StreamResponse:
    """POST /console/releases/{release}: make it live again."""
    form, studio = await visit.form(), studio_of(visit)
    number = int(visit.request.match_info["release"])
    live = await studio.drafts.library.releases.live()
    if live is None or form["live"] != str(live.id):
        return await _show(visit, MOVED, 409)
    try:
        release = await studio.publishing.roll_back(visit.person.login, number)
    except NotFound as error:
        return await _show(visit, str(error), 409)
    except TurnConflict:
        return await _show(visit, MOVED, 409)
    except StoreAway:
        return await _show(visit, BUSY, 503)
    await note(visit, "rolled_back", str(release.id), back_to=str(number))
    return visit.go(RELEASES, f"已退回到第 {number} 次发布。市民从现在起看到的就是那一版。")


async def begin(visit: Visit) -> web.StreamResponse:
    """POST /console/releases/{release}/draft: go on editing from there."""
    studio, (found, _) = studio_of(visit), await _found(visit)
    await studio.drafts.begin_from(found.revision, visit.person.login)
    await note(visit, "draft_begun", str(found.release.id))
    told = "草稿已换成这一版的内容。原来的草稿另存了一份，没有丢。"
    return visit.go(f"{RELEASES}/draft", told)


# --- how ---


async def _show(visit: Visit, problem: str = "", status: int = 200) -> web.Response:
    studio, (found, before) = studio_of(visit), await _found(visit)
    live, live_revision = await studio.drafts.library.live()
    is_live = live.id == found.release.id
    return visit.render(
        "release.html",
        status=status,
        found=found,
        before=before,
        between=differences.shown(
            await studio.comparing.revisions(
                before.revision if before else found.revision, found.revision
            )
        ),
        back=differences.shown(await studio.comparing.revisions(live_revision, found.revision)),
        parts=_parts(live_revision, found.revision, live.model != found.release.model),
        live=live,
        is_live=is_live,
        kept=is_live or await studio.publishing.models.has(found.release.model),
        words=differences,
        names=await names_of(visit),
        problem=problem,
        **what_may(visit),
    )


async def _found(visit: Visit) -> tuple[Version, Version | None]:
    number = int(visit.request.match_info["release"])
    return await studio_of(visit).comparing.version(number)


def _parts(live: Revision, back: Revision, model: bool) -> list[Parts]:
    """FAQ, stories, menu, catalogue and model: which of them become others."""
    changed = {
        differences.place_of(path)
        for path in {*live.files, *back.files}
        if live.files.get(path) != back.files.get(path)
    }
    named = ("常见问题", "例句", "流程", "机器人的话和设置", "菜单", "派单目录")
    return [*(Parts(one, one in changed) for one in named), Parts("训练好的模型", model)]
