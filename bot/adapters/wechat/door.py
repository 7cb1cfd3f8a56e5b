"""The door WeChat knocks at: is it WeChat, what is inside, and how an answer leaves."""

import base64
import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.adapters.wechat import cipher, envelope
from bot.adapters.wechat.account import Account
from bot.adapters.wechat.envelope import Letter
from bot.adapters.wechat.names import Names
from bot.adapters.wechat.parts import clipped
from bot.adapters.wechat.register import Register
from bot.adapters.wechat.replay import ReplayGuard
from bot.adapters.wechat.set_aside import SetAside
from bot.adapters.wechat.signature import TOLERANCE, signature_of, verify
from bot.domain.errors import BodyRejected, SignatureRejected
from bot.domain.messages import SILENT, Message
from bot.domain.parcels import Alarm
from bot.services.ports.alarms import Bell
from bot.services.ports.inbox import Note

log = logging.getLogger(__name__)

SUCCESS = ("text/plain", b"success")
"""WeChat's word for: taken, nothing to say now."""
SIGNED = ("encrypt_type", "timestamp", "nonce", "signature", "msg_signature")
"""The fields of an address that say whose call it is."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, repr=False)
class Came:
    """A call as it came: what vouches for it, and its body."""

    query: Mapping[str, str]
    body: bytes

    @classmethod
    def of(cls, query: Mapping[str, str], body: bytes) -> "Came":
        """Without whatever else somebody wrote into the address."""
        return cls({name: query[name] for name in SIGNED if name in query}, body)

    def as_record(self) -> bytes:
        """One line of ASCII."""
        body = base64.b64encode(self.body).decode()
        return json.dumps({"query": self.query, "body": body}).encode()

    @classmethod
    def from_record(cls, raw: bytes) -> "Came":
        """What `as_record` wrote down. Raises BodyRejected for anything else."""
        try:
            record = json.loads(raw)
            return cls.of(record["query"], base64.b64decode(record["body"], validate=True))
        except (ValueError, KeyError, TypeError) as error:
            raise BodyRejected("this is no call that came") from error


@dataclass(frozen=True, repr=False)
class Vouched:
    """A call that WeChat signed: the field that says so, and what is sealed in it, if it is.

    What is sealed is signed with it: only a plain call's signature could vouch for another body.
    """

    claim: str
    body: bytes
    sealed: str | None


@dataclass(frozen=True, repr=False)
class Call:
    """A verified call, and the way to answer it as it came."""

    letter: Letter
    account: Account
    names: Names
    key: bytes | None
    note: Note | None
    came: Came

    @property
    def message(self) -> Message:
        """What the citizen sent."""
        return self.letter.message

    @property
    def raw(self) -> bytes:
        """The call as it came, for `CallbackDoor.reopen`."""
        return self.came.as_record()

    def seal(self, words: str, at: datetime) -> tuple[str, bytes]:
        """Content type and body that say `words`: the same bytes for the same words, always.

        Without words, and for what may not be answered, WeChat's `success`.
        """
        if not words.strip() or self.message.kind in SILENT:
            return SUCCESS
        plain = envelope.text_reply(self.letter, clipped(words), at)
        return "application/xml", self._sealed(self.key, plain, at) if self.key else plain

    def _sealed(self, key: bytes, plain: bytes, at: datetime) -> bytes:
        content = hashlib.sha256(plain).hexdigest()
        salt = self.names.noise(cipher.SALT, "salt", self.message.key, content)
        nonce = self.names.noise(8, "nonce", self.message.key, content).hex()
        timestamp = str(int(at.timestamp()))
        encrypted = cipher.encrypt(key, self.account.app_id, plain, salt)
        signature = signature_of(self.account.token, timestamp, nonce, encrypted)
        return envelope.sealed_reply(encrypted, signature, timestamp, nonce)


@dataclass(frozen=True)
class CallbackDoor:
    """Keeps the port `Door` for one account."""

    account: Account
    names: Names
    guard: ReplayGuard
    register: Register
    refused: SetAside
    unforeseen: SetAside
    bell: Bell
    tolerance: timedelta = TOLERANCE

    def greet(self, query: Mapping[str, str], now: datetime) -> str:
        """What WeChat wants to hear when an operator enters our address."""
        verify(query, "signature", self.account.token, now, tolerance=self.tolerance)
        return query.get("echostr", "")

    async def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> Call:
        """The call, verified and read."""
        came = Came.of(query, body)
        vouched = self._vouched(came, now, self.tolerance)
        plain, key = await self._decrypted(vouched, body, now)
        if vouched.sealed is None:
            await self.guard.check(query, vouched.claim, plain)
        return self._call(came, await self._read(plain, now), key)

    def reopen(self, raw: bytes) -> Call:
        """As `open`, without asking when it came and whether it came before."""
        came = Came.from_record(raw)
        vouched = self._vouched(came, LONG_AGO, tolerance=timedelta.max)
        plain, key = self._unsealed(vouched)
        return self._call(came, envelope.read(plain, self.names), key)

    def acknowledge(self) -> tuple[str, bytes]:
        return SUCCESS

    def _call(self, came: Came, letter: Letter, key: bytes | None) -> Call:
        return Call(letter, self.account, self.names, key, self.register.told(letter), came)

    def _vouched(self, came: Came, now: datetime, tolerance: timedelta) -> Vouched:
        """Raise SignatureRejected unless this is WeChat's, and as our account is set up."""
        query, token = came.query, self.account.token
        if query.get("encrypt_type", "raw") == "raw":
            if self.account.aes_key:
                raise SignatureRejected("a plain call, though an EncodingAESKey is set")
            verify(query, "signature", token, now, tolerance=tolerance)
            return Vouched("signature", came.body, None)
        if not self.account.aes_key:
            raise SignatureRejected("an encrypted call, but no EncodingAESKey is set")
        sealed = _sealed_part(came.body)
        # `signature` does not cover the body: in safe mode it counts for nothing
        verify(query, "msg_signature", token, now, sealed, tolerance=tolerance)
        return Vouched("msg_signature", came.body, sealed)

    async def _decrypted(
        self, vouched: Vouched, body: bytes, now: datetime
    ) -> tuple[bytes, bytes | None]:
        try:
            return self._unsealed(vouched)
        except SignatureRejected:
            # WeChat signed it, so our settings are wrong: `success` would lose the message
            await self._alarm("wechat.undecipherable", UNDECIPHERABLE, body, now)
            raise

    def _unsealed(self, vouched: Vouched) -> tuple[bytes, bytes | None]:
        """The plain XML, and the key that opened it."""
        if vouched.sealed is None:
            return vouched.body, None
        return cipher.decrypt(self.account.cipher_keys, self.account.app_id, vouched.sealed)

    async def _read(self, plain: bytes, now: datetime) -> Letter:
        try:
            letter = envelope.read(plain, self.names)
        except BodyRejected:
            await self._alarm("wechat.body_refused", BODY_REFUSED, plain, now)
            raise
        if letter.strange:
            await self.unforeseen.put(plain)
            log.info("a kind nobody has foreseen", extra={"said": _kind_of(letter.message)})
        return letter

    async def _alarm(self, kind: str, text: str, body: bytes, now: datetime) -> None:
        path = await self.refused.put(body)
        log.warning("a body was set aside", extra={"file": path.name, "kind": kind})
        await self.bell(Alarm(kind, "wechat", f"{text}（已存为 {path.name}）", now))


UNDECIPHERABLE = (
    "微信发来的消息解不开：请核对 AppID 和 EncodingAESKey，刚换过密钥时把旧的填入 "
    "HUIYING_WECHAT_AES_KEY_PREVIOUS"
)
BODY_REFUSED = "收到一条签名正确、内容却不合规的微信消息，没有处理，请人工查看"


def _kind_of(message: Message) -> str:
    return message.details.get("event") or message.details.get("type", "")


def _sealed_part(body: bytes) -> str:
    try:
        return envelope.sealed_part(body)
    except BodyRejected as error:
        # nothing in it is signed, so nobody vouches for it
        raise SignatureRejected(str(error)) from None
