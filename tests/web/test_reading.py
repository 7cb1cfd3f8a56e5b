"""A long answer as a page."""

import base64
import hashlib
import re

import pytest

from bot.services.ports.changes import Changes, Page
from tests.web.house import Client, House

TOKEN = "a-token-that-nobody-can-guess"
WORDS = "【城乡建设局】对您的诉求的答复：\n第一段\n\n<script>alert('x')</script> & {{ 7*7 }}"


@pytest.fixture
def house() -> House:
    house = House()
    house.store.write(Changes(pages=[Page(TOKEN, "c1t1zen", WORDS)]))
    return house


async def test_whoever_has_the_link_reads_the_answer(client: Client):
    """In Chinese, a paragraph a line."""
    response = await client.get(f"/read/{TOKEN}")

    html = await response.text()
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<html lang="zh-CN">' in html
    assert "<p>第一段</p>" in html
    assert html.count("<p>") == 3


async def test_what_a_department_wrote_is_text_and_nothing_else(client: Client):
    """It cannot run, and no template reads it."""
    html = await (await client.get(f"/read/{TOKEN}")).text()

    assert "<script" not in html
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; {{ 7*7 }}" in html


async def test_the_page_may_load_nothing_and_only_use_its_own_style(client: Client):
    """The policy names the style by its hash, and the hash is right."""
    response = await client.get(f"/read/{TOKEN}")

    policy = response.headers["Content-Security-Policy"]
    style = re.search(r"<style>(.*?)</style>", await response.text(), re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


async def test_nothing_remembers_the_page(client: Client):
    """Neither a cache nor a search engine nor the next site."""
    headers = (await client.get(f"/read/{TOKEN}")).headers

    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] == "no-referrer"


async def test_a_wrong_link_says_what_to_do(client: Client):
    """Half a link was copied, or it is too old."""
    response = await client.get(f"/read/{TOKEN[:-1]}")

    html = await response.text()
    assert response.status == 404
    assert "请回到微信对话" in html
    assert "X-Robots-Tag" in response.headers


async def test_large_type_for_old_eyes(client: Client):
    """At least 22 pixels by the browser's usual size."""
    html = await (await client.get(f"/read/{TOKEN}")).text()

    size = re.search(r"font: ([\d.]+)rem", html)
    assert size
    assert float(size[1]) * 16 >= 22
