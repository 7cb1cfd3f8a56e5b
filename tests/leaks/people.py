"""People who do not exist: names, addresses and numbers such as citizens write them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = "芳伟娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰"
ROADS = ("长青", "海棠", "杏林", "丹凤", "望江", "听松", "栖霞", "碧波", "紫藤", "云鹤")
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
FULL_WIDTH = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in map(chr, range(0x21, 0x7F))}
SPOKEN = dict(zip("0123456789", "零一二三四五六七八九", strict=True))


@dataclass(frozen=True)
class Datum:
    """One piece of personal data. `plain` is what it says, however it is written."""

    kind: str
    written: str
    plain: str


def people(many: int, seed: int) -> list[Datum]:
    """So many pieces, each different, of all kinds in turn; the same ones for the same seed."""
    chance, found = Random(seed), dict[str, Datum]()
    while len(found) < many:
        kind, make = KINDS[len(found) % len(KINDS)]
        plain = make(chance)
        found.setdefault(plain, Datum(kind, chance.choice(_ways(kind))(plain), plain))
    return list(found.values())


def traces(datum: Datum) -> Iterator[str]:
    """Every form in which somebody would recognise it."""
    yield datum.written
    yield datum.plain
    yield datum.written.encode("unicode_escape").decode()
    yield "".join(f"%{byte:02X}" for byte in datum.written.encode())
    yield datum.written.translate(FULL_WIDTH)


def _name(chance: Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2))


def _address(chance: Random) -> str:
    road, number = chance.choice(ROADS), chance.randrange(100, 1000)
    return (
        f"{road}路{number}号{chance.randrange(10, 40)}栋{chance.randrange(1, 30)}0{number % 9 + 1}"
    )


def _mobile(chance: Random) -> str:
    return f"1{chance.choice('3456789')}{_digits(chance, 9)}"


def _identity(chance: Random) -> str:
    birth = (
        f"{chance.randrange(1940, 2010)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
    )
    digits = f"{chance.randrange(110101, 659004)}{birth}{_digits(chance, 3)}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def _card(chance: Random) -> str:
    digits = f"62{_digits(chance, 16)}"
    doubled = [sum(divmod(int(digit) * 2, 10)) for digit in digits[::-2]]
    total = sum(doubled) + sum(int(digit) for digit in digits[-2::-2])
    return digits + str(-total % 10)


def _email(chance: Random) -> str:
    return f"{_letters(chance, 8)}.{_digits(chance, 3)}@{chance.choice(('qq', '163', 'sina'))}.com"


def _plate(chance: Random) -> str:
    where = chance.choice(PROVINCES) + chance.choice("ABCDEFGH")
    return f"{where}{_digits(chance, 4)}{chance.choice('KLMN')}"


def _passport(chance: Random) -> str:
    return f"E{chance.choice('ABCDEFGHJK')}{_digits(chance, 7)}"


def _wechat(chance: Random) -> str:
    return f"{_letters(chance, 6)}_{_digits(chance, 4)}"


def _landline(chance: Random) -> str:
    return f"0{chance.randrange(311, 999)}-{chance.randrange(2, 9)}{_digits(chance, 6)}"


KINDS: Sequence[tuple[str, Callable[[Random], str]]] = (
    ("name", _name),
    ("mobile", _mobile),
    ("address", _address),
    ("identity", _identity),
    ("card", _card),
    ("email", _email),
    ("plate", _plate),
    ("passport", _passport),
    ("wechat", _wechat),
    ("landline", _landline),
)


def _ways(kind: str) -> Sequence[Callable[[str], str]]:
    """How people write such a thing."""
    ways: list[Callable[[str], str]] = [str, lambda text: text.translate(FULL_WIDTH)]
    if kind == "mobile":
        ways += [
            lambda text: f"{text[:3]}.{text[3:7]}.{text[7:]}",
            lambda text: f"{text[:3]} {text[3:7]} {text[7:]}",
            lambda text: " ".join(text),
            lambda text: f"+86-{text}",
            lambda text: "".join(SPOKEN[digit] for digit in text),
        ]
    if kind in ("identity", "card"):
        ways += [lambda text: f"{text[:6]} {text[6:14]} {text[14:]}"]
        ways += [lambda text: f"{text[:6]}.{text[6:14]}.{text[14:]}"]
    return ways


def _digits(chance: Random, many: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(many))


def _letters(chance: Random, many: int) -> str:
    return "".join(chance.choice("abcdefghijkmnpqrstuvwxyz") for _ in range(many))
