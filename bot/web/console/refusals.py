"""What somebody reads in the console when they are not let in, or something went wrong."""

from urllib.parse import quote

from aiohttp import web

from bot.domain.people import NOTHING
from bot.web.console.visit import Visit

VISIT = web.RequestKey("VISIT", Visit)
SIGN_IN = "/console/sign-in"
TITLES = {
    403: "不能打开",
    404: "没有这个页面",
    413: "内容太大",
    503: "现在忙",
}
WORDS = {
    404: "没有这个页面，或者您的账号看不到它。",
    413: "提交的内容太大，没有保存。请缩短内容，或换小一点的文件。",
}
"""Where a sentence for departments' programs is not fit for people."""
"""So many errors have a title of their own."""


def refusal(request: web.Request, status: int, sentence: str) -> web.Response:
    """An error as a page; for htmx as a notice on the page that is open, which stays as it is."""
    visit = request.get(VISIT) or Visit(request, None, NOTHING, "")
    words = WORDS.get(status, sentence)
    if visit.by_htmx:
        return _in_place(visit, status, words)
    title = TITLES.get(status, "出了问题")
    return visit.render("refusal.html", status=status, title_words=title, sentence=words)


def sign_in_again(visit: Visit) -> web.Response:
    """Lead to the sign-in page and back afterwards. What somebody has typed is not taken away."""
    address = f"{SIGN_IN}?next={quote(visit.origin)}"
    if visit.request.method == "GET":
        return visit.go(address)
    if visit.by_htmx:
        return _in_place(visit, 401, "登录已过期，刚才的内容还没有提交。", address)
    return visit.go(f"{address}&unsent=1")


def _in_place(visit: Visit, status: int, sentence: str, sign_in: str = "") -> web.Response:
    headers = {"HX-Retarget": "#told", "HX-Reswap": "innerHTML show:#told:top"}
    if visit.session is not None:
        # the page may be older than the session: console.js takes the new token over
        headers["X-CSRF-Token"] = visit.csrf
    return visit.render(
        "refused.html", status=status, headers=headers, sentence=sentence, sign_in=sign_in
    )
