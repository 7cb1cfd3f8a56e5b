"""Personal data in a text: found, masked, and given back to whoever may see it.

Masked are mobile and landline numbers, identity card numbers, passports, bank cards, number plates,
e-mail addresses, WeChat and QQ numbers, also with full-width digits and with spaces, dots or dashes
inside. The public number of a ticket is never personal data.
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bot.domain import numbers

MOBILE = "手机号"
IDENTITY = "身份证号"
PLATE = "车牌"
BANK_CARD = "银行卡"
EMAIL = "邮箱"
LANDLINE = "固话"
PASSPORT = "护照号"
WECHAT = "微信号"
QQ = "QQ号"
LITERAL = "原文"
"""The writer's own words that happen to look like one of our tokens."""
KINDS = (MOBILE, IDENTITY, PLATE, BANK_CARD, EMAIL, LANDLINE, PASSPORT, WECHAT, QQ)

TOKEN = re.compile(rf"〔({'|'.join((*KINDS, LITERAL))})([1-9][0-9]{{0,5}})〕")


@dataclass(frozen=True)
class Masked:
    """A text without personal data, and what each token stands for."""

    text: str
    secrets: dict[str, str]


def mask(text: str, secrets: Mapping[str, str] | None = None) -> Masked:
    """`text` with tokens such as 〔手机号1〕 in place of personal data.

    `secrets` are the tokens given so far: a known value gets its token again, new ones count on.
    `reveal(masked.text, masked.secrets)` is `text` again, to the letter.
    """
    tokens = _Tokens(secrets or {})
    masked = _replaced(text, _personal_data(text), lambda span: tokens.of(span, text))
    return Masked(masked, tokens.secrets)


def reveal(text: str, secrets: Mapping[str, str]) -> str:
    """`text` with every known token replaced by what it stands for."""
    return TOKEN.sub(lambda token: secrets.get(token[0], token[0]), text)


def redact(text: str) -> str:
    """`text` with 〔手机号〕 and the like in place of personal data; there is no way back."""
    found = [span for span in _personal_data(text) if span.kind != LITERAL]
    return _replaced(text, found, lambda span: f"〔{span.kind}〕")


# --- tokens ---


class _Span(NamedTuple):
    """Personal data of one kind between two positions of a text."""

    start: int
    end: int
    kind: str


class _Tokens:
    """Hands out tokens: the same value, the same token."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self.secrets = dict(secrets)
        self._by_value = {value: token for token, value in secrets.items()}
        self._last: dict[str, int] = {}
        for token in secrets:
            if parts := TOKEN.fullmatch(token):
                self._last[parts[1]] = max(self._last.get(parts[1], 0), int(parts[2]))

    def of(self, span: _Span, text: str) -> str:
        value = text[span.start : span.end]
        if value not in self._by_value:
            self._last[span.kind] = self._last.get(span.kind, 0) + 1
            token = f"〔{span.kind}{self._last[span.kind]}〕"
            self.secrets[token] = value
            self._by_value[value] = token
        return self._by_value[value]


def _replaced(text: str, spans: list[_Span], replacement: Callable[[_Span], str]) -> str:
    parts: list[str] = []
    end = 0
    for span in spans:
        parts += [text[end : span.start], replacement(span)]
        end = span.end
    return "".join([*parts, text[end:]])


# --- finding ---

_PLAIN = str.maketrans(
    {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)} | dict.fromkeys("—–‐‑−", "-")
)
"""Full-width characters and dashes as their plain sisters, one for one, so that positions stay."""
_PLAIN[ord("　")] = _PLAIN[ord("\xa0")] = " "
_PLAIN |= dict.fromkeys(map(ord, "·•・。"), ".")
_GAP = "[ ./_-]"
"""What people put between the digits of one number."""
_GAPS = dict.fromkeys(map(ord, " ./_-"))

_SPOKEN = "零〇一二三四五六七八九幺两"
_BEFORE = 12
"""How many characters before a number may say what it is."""


def _personal_data(text: str) -> list[_Span]:
    """Everything personal in `text`, in order, never overlapping."""
    plain = text.translate(_PLAIN)
    taken = [_Span(*found.span(), "") for found in numbers.PATTERN.finditer(plain)]
    for search in _SEARCHES:
        for span in search(text, plain):
            _take(span, taken)
    return [span for span in taken if span.kind]


def _take(span: _Span, taken: list[_Span]) -> None:
    """Put `span` among those taken, which are in order, unless it touches one of them.

    Only its two neighbours are asked: a message of nothing but numbers has thousands.
    """
    at = bisect(taken, span)
    before, after = taken[at - 1 : at], taken[at : at + 1]
    if all(one.end <= span.start for one in before) and all(span.end <= one.start for one in after):
        taken.insert(at, span)


def _literals(text: str, plain: str) -> Iterator[_Span]:
    for found in TOKEN.finditer(text):
        yield _Span(*found.span(), LITERAL)


_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,63}){1,4}")


def _emails(text: str, plain: str) -> Iterator[_Span]:
    for found in _EMAIL.finditer(plain):
        yield _Span(*found.span(), EMAIL)


_IDENTITY = re.compile(rf"(?<![0-9])[1-9](?:{_GAP}?[0-9]){{16}}{_GAP}?[0-9Xx](?![0-9])")
_OLD_IDENTITY = re.compile(r"(?<![0-9])[1-9][0-9]{14}(?![0-9])")
_CALLED_IDENTITY = re.compile("身份证|证件|证号")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def _identities(text: str, plain: str) -> Iterator[_Span]:
    """Eighteen digits that check out; mistyped or old ones where the text says what they are."""
    for found in _IDENTITY.finditer(plain):
        digits = _bare(found[0])
        if _is_identity(digits) or _called(plain, found.start(), _CALLED_IDENTITY):
            yield _Span(*found.span(), IDENTITY)
    for found in _OLD_IDENTITY.finditer(plain):
        if _called(plain, found.start(), _CALLED_IDENTITY):
            yield _Span(*found.span(), IDENTITY)


def _is_identity(digits: str) -> bool:
    """GB 11643: a date of birth, and a check character over the seventeen digits."""
    try:
        date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return digits[17].upper() == _CHECK[total % 11]


_CARD = re.compile(rf"(?<![0-9])[3-9](?:{_GAP}?[0-9]){{15,18}}(?![0-9])")
_ACCOUNT = re.compile(rf"(?<![0-9])[0-9](?:{_GAP}?[0-9]){{11,20}}(?![0-9])")
_CALLED_ACCOUNT = re.compile("卡号|银行|账号|帐号|账户|帐户|存折")


def _bank_cards(text: str, plain: str) -> Iterator[_Span]:
    """Card numbers that check out; other accounts where the text says what they are."""
    for found in _CARD.finditer(plain):
        if _is_card(_bare(found[0])):
            yield _Span(*found.span(), BANK_CARD)
    for found in _ACCOUNT.finditer(plain):
        if _called(plain, found.start(), _CALLED_ACCOUNT):
            yield _Span(*found.span(), BANK_CARD)


def _is_card(digits: str) -> bool:
    """ISO/IEC 7812 (Luhn): every second digit from the right doubled, the sum a multiple of ten."""
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    single = [int(digit) for digit in digits[-1::-2]]
    return (sum(single) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0


_COUNTRY = rf"(?<![0-9])(?:(?:\+|00)?86{_GAP}?)?"
_APART = f"{_GAP}{{1,3}}"
_MOBILE = re.compile(
    rf"{_COUNTRY}(?:1[3-9][0-9]{{9}})+(?![0-9])"
    rf"|{_COUNTRY}1[3-9]"
    rf"(?:[0-9]{_APART}[0-9]{{4}}{_GAP}{{0,3}}[0-9]{{4}}|[0-9]{{5}}{_APART}[0-9]{{4}}"
    rf"|[0-9]{_APART}[0-9]{{3}}{_APART}[0-9]{{5}}|[0-9]{{2}}{_APART}[0-9]{{3}}{_APART}[0-9]{{4}}"
    rf"|[0-9]{_APART}[0-9]{{8}}|[0-9]{{3}}{_APART}[0-9]{{6}})(?![0-9])"
    rf"|(?<![0-9])1(?P<apart>{_GAP})[3-9](?:(?P=apart)[0-9]){{9}}(?!{_GAP}?[0-9])"
    rf"|(?<![{_SPOKEN}])[一幺][三四五六七八九][{_SPOKEN}]{{9}}(?![{_SPOKEN}])"
)


def _mobiles(text: str, plain: str) -> Iterator[_Span]:
    for found in _MOBILE.finditer(plain):
        yield _Span(*found.span(), MOBILE)


_LANDLINE = re.compile(
    rf"(?<![0-9])(?:\(0[1-9][0-9]{{1,2}}\){_GAP}?|0[1-9][0-9]{{1,2}}{_GAP}{{0,3}})"
    rf"[2-9][0-9]{{2,3}}{_GAP}?[0-9]{{4}}(?:-[0-9]{{1,6}})?(?![0-9])"
)
_LOCAL = re.compile(r"(?<![0-9])[2-9][0-9]{6,7}(?![0-9])")
_CALLED_PHONE = re.compile("电话|座机|联系|固话|打给")


def _landlines(text: str, plain: str) -> Iterator[_Span]:
    """Numbers with an area code; seven or eight digits where the text says that one may call."""
    for found in _LANDLINE.finditer(plain):
        yield _Span(*found.span(), LANDLINE)
    for found in _LOCAL.finditer(plain):
        if _called(plain, found.start(), _CALLED_PHONE):
            yield _Span(*found.span(), LANDLINE)


_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"[{_PROVINCES}] ?[A-HJ-NP-Z] ?[·•.\- ]?"
    r"(?=[A-Z]{0,2}[0-9]|[0-9])[A-HJ-NP-Z0-9]{4}(?:[A-HJ-NP-Z0-9]{1,2}|[挂学警港澳领使])"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE,
)


def _plates(text: str, plain: str) -> Iterator[_Span]:
    """Number plates with five characters, or six for new-energy cars."""
    for found in _PLATE.finditer(plain):
        yield _Span(*found.span(), PLATE)


_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])E(?:[0-9]{8}|[A-HJ-NP-Z][0-9]{7})(?![A-Za-z0-9-])", re.IGNORECASE
)
_CALLED_PASSPORT = re.compile("护照|通行证|回乡证|台胞证|旅行证")
_TRAVEL = re.compile(r"(?<![A-Za-z0-9])[A-Z]{0,2}[0-9]{7,10}(?![A-Za-z0-9])", re.IGNORECASE)


def _passports(text: str, plain: str) -> Iterator[_Span]:
    """Passports of today; any travel document where the text says what it is."""
    for found in _PASSPORT.finditer(plain):
        yield _Span(*found.span(), PASSPORT)
    for found in _TRAVEL.finditer(plain):
        if _called(plain, found.start(), _CALLED_PASSPORT):
            yield _Span(*found.span(), PASSPORT)


_WECHAT = re.compile(
    r"(?:加(?:一下|[我下他她])?的?微信号?|微信(?:号码?|ID|是|为|叫|名)|微信(?= ?:)|[vV]信"
    r"|[vVwW][xX](?=[号 :]))"
    r"[号是为叫: ]{0,4}([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_-])"
)
_QQ = re.compile(r"(?:[qQ]{2}|扣扣)[号码是为: ]{0,4}([1-9][0-9]{4,10})(?![0-9])")


def _accounts(text: str, plain: str) -> Iterator[_Span]:
    """Names on WeChat and numbers on QQ, where the text says what they are."""
    for found in _WECHAT.finditer(plain):
        yield _Span(*found.span(1), WECHAT)
    for found in _QQ.finditer(plain):
        yield _Span(*found.span(1), QQ)


_SEARCHES: tuple[Callable[[str, str], Iterator[_Span]], ...] = (
    _literals,
    _emails,
    _identities,
    _passports,
    _mobiles,
    _bank_cards,
    _landlines,
    _plates,
    _accounts,
)
"""In this order: what an earlier search took, a later one leaves alone."""


def _called(plain: str, start: int, words: re.Pattern[str]) -> bool:
    return bool(words.search(plain, max(0, start - _BEFORE), start))


def _bare(written: str) -> str:
    return written.translate(_GAPS)
