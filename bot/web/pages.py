"""A page of plain words for a citizen: large type, nothing to load, nothing that runs."""

import base64
import hashlib
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent / "templates"
STYLE = (HERE / "page.css").read_text(encoding="utf-8")
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_templates = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)


def page(title: str, words: str, status: int = 200) -> web.Response:
    """`words` as a page, a paragraph a line."""
    paragraphs = [line.strip() for line in words.splitlines() if line.strip()]
    html = _templates.get_template("page.html").render(
        title=title, paragraphs=paragraphs, style=STYLE
    )
    response = web.Response(text=html, content_type="text/html", status=status)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
