"""Calls at our doors: hostile content rightly sealed, and good content wrongly sealed."""

import base64
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from bot.simulator import webhooks
from bot.simulator.cipher import MessageCipher, sign
from tests.fuzz.xmls import HOSTILE, a_letter

SEALS_BROKEN = (
    *("cut", "bit", "shuffled", "not base64", "empty", "other key", "other app", "lying length"),
    *("structure", "twice", "no envelope", "huge"),
)
QUERIES_BROKEN = (
    *("signature", "no signature", "old", "future", "no time", "words as time", "digits as time"),
    *("long time", "plain", "odd encryption", "surrogates", "many"),
)
TICKET = "/departments/{code}/tickets/20261123-4821-07"
VERBS = ("acknowledge", "note", "ask", "answer", "return", "transfer", "extend", "close")


@dataclass(frozen=True)
class Secrets:
    """What only WeChat, one department and we know."""

    app_id: str
    token: str
    aes_key: str
    department: str
    department_secret: str


@dataclass(frozen=True)
class Attack:
    """One call. `name` says what is wrong with it."""

    name: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


class Attacker:
    """Makes calls, always the same ones for one seed. Knows every secret: nothing is refused for a
    reason as simple as a wrong signature, unless that is what is tried."""

    def __init__(self, secrets: Secrets, seed: int) -> None:
        self._secrets = secrets
        self._chance = Random(seed)
        self._cipher = MessageCipher(secrets.aes_key, secrets.app_id)

    def attack(self) -> Attack:
        """The next one."""
        kinds: tuple[Callable[[], Attack], ...] = (self._content, self._seal, self._query)
        door = self._chance.choices((*kinds, self._department), weights=(6, 2, 2, 1))[0]
        return door()

    def _content(self) -> Attack:
        name = self._chance.choice(tuple(HOSTILE))
        body = HOSTILE[name](self._chance)
        return self._call(f"content: {name}", self._sealed(self._cipher.encrypt(body[:48_000])))

    def _seal(self) -> Attack:
        name = self._chance.choice(SEALS_BROKEN)
        return self._call(f"seal: {name}", self._broken_seal(name))

    def _query(self) -> Attack:
        name = self._chance.choice(QUERIES_BROKEN)
        sealed = self._cipher.encrypt(a_letter(self._chance))
        return self._call(f"query: {name}", self._sealed(sealed, name))

    def _department(self) -> Attack:
        chance, secrets = self._chance, self._secrets
        body = _hostile_json(chance)
        headers = webhooks.sign(
            secrets.department_secret, f"call_{chance.getrandbits(64)}", int(time.time()), body
        )
        if chance.random() < 0.3:
            headers[chance.choice(tuple(headers))] = chance.choice(("", "x" * 3000, "v1,", "-1"))
        path = f"{TICKET.format(code=secrets.department)}/{chance.choice(VERBS)}"
        return Attack("department", path, {}, {"Content-Type": "application/json", **headers}, body)

    def _call(self, name: str, call: tuple[dict[str, str], bytes]) -> Attack:
        query, body = call
        return Attack(name, "/wechat", query, {"Content-Type": "text/xml"}, body)

    def _sealed(self, encrypted: str, wrong: str = "") -> tuple[dict[str, str], bytes]:
        timestamp, nonce = self._time(wrong), str(self._chance.getrandbits(40))
        token = self._secrets.token
        query = {
            "signature": sign(token, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
            "openid": "oFuzz",
            "encrypt_type": "aes",
            "msg_signature": sign(token, timestamp, nonce, encrypted),
        }
        match wrong:
            case "signature":
                query["msg_signature"] = query["msg_signature"][::-1]
            case "no signature":
                del query["msg_signature"]
            case "no time":
                del query["timestamp"]
            case "plain":
                query["encrypt_type"] = "raw"
            case "odd encryption":
                query["encrypt_type"] = "rot13"
            case "surrogates":
                query["nonce"] = "\udcff\ud800"
            case "many":
                query |= {f"x{n}": "y" * 10 for n in range(300)}
        return query, _envelope(encrypted)

    def _time(self, wrong: str) -> str:
        now = int(time.time())
        odd = {
            "old": str(now - 301 - self._chance.randrange(10**8)),
            "future": str(now + 301 + self._chance.randrange(10**8)),
            "words as time": "now",
            "digits as time": "１７９５０００００００",
            "long time": "9" * 300,
        }
        return odd.get(wrong, str(now))

    def _broken_seal(self, name: str) -> tuple[dict[str, str], bytes]:
        chance = self._chance
        letter = a_letter(chance)
        sealed = base64.b64decode(self._cipher.encrypt(letter))
        at = chance.randrange(len(sealed))
        match name:
            case "cut":
                return self._sealed(_as_text(sealed[:at]))
            case "bit":
                flipped = bytes([sealed[at] ^ (1 << chance.randrange(8))])
                return self._sealed(_as_text(sealed[:at] + flipped + sealed[at + 1 :]))
            case "shuffled":
                blocks = [sealed[n : n + 16] for n in range(0, len(sealed), 16)]
                chance.shuffle(blocks)
                return self._sealed(_as_text(b"".join(blocks)))
            case "not base64":
                return self._sealed(chance.choice(("====", "你好", "\x01" * 64, "a b c", "%%%")))
            case "empty":
                return self._sealed("")
            case "other key":
                return self._sealed(
                    MessageCipher("x" * 42 + "A", self._secrets.app_id).encrypt(letter)
                )
            case "other app":
                other = MessageCipher(self._secrets.aes_key, "wx0000000000000000")
                return self._sealed(other.encrypt(letter))
            case "lying length":
                return self._sealed(self._cipher.encrypt(b"")[:-24] + _as_text(sealed)[-24:])
            case "huge":
                query, _ = self._sealed("x")
                return query, _envelope("A" * chance.choice((60_000, 70_000, 200_000)))
        return self._odd_envelope(name, _as_text(sealed))

    def _odd_envelope(self, name: str, sealed: str) -> tuple[dict[str, str], bytes]:
        query, body = self._sealed(sealed)
        odd = {
            "structure": f"<xml><Encrypt><a>{sealed}</a></Encrypt></xml>".encode(),
            "twice": body.replace(b"</xml>", b"<Encrypt>x</Encrypt></xml>"),
            "no envelope": self._chance.choice(
                (b"", b"{}", b"<xml/>", b"\xff\xfe", sealed.encode())
            ),
        }
        return query, odd[name]


def _envelope(encrypted: str) -> bytes:
    return (
        "<xml><ToUserName><![CDATA[gh_3f1c5a9be207]]></ToUserName>"
        f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    ).encode()


def _as_text(sealed: bytes) -> str:
    return base64.b64encode(sealed).decode()


def _hostile_json(chance: Random) -> bytes:
    fields: dict[str, Any] = {"text": "已派人", "by": "王工", "reason": "不归我们", "to": "heating"}
    strange = (None, True, 0, -1, 1e308, "", "\0", "\ud800", [], {}, [[]], "x" * 50_000, 10**300)
    for name in chance.sample((*fields, "days", "__class__", ""), 3):
        fields[name] = chance.choice(strange)
    return chance.choice(
        (
            json.dumps(fields).encode(),
            json.dumps(fields).encode(),
            b"[" * 20_000,
            b'{"a":' * 9_000 + b"1" + b"}" * 9_000,
            b'{"text": "a", "text": "b"}',
            b"[]",
            b"null",
            b'"text"',
            b"NaN",
            b'{"text": Infinity}',
            b"\xff\xfe{}",
            chance.randbytes(200),
            b"",
            b'{"text": "' + b"y" * 66_000 + b'"}',
        )
    )
