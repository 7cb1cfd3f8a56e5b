"""The platform's side of a message: sealed before the clock runs, opened after it stopped."""

import re
import secrets
import time
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from benchmarks.kinds import Said
from bot.simulator.cipher import MessageCipher, sign

SEALED = re.compile(rb"<Encrypt><!\[CDATA\[(.+?)\]\]></Encrypt>")
WORDS = re.compile(r"<Content><!\[CDATA\[(.*?)\]\]></Content>", re.DOTALL)
LATER = b"success"


@dataclass(frozen=True)
class Push:
    """One message of one citizen as bytes of HTTP, ready to be written."""

    citizen: str
    kind: Said
    request: bytes


class PostOffice:
    """Seals messages in safe mode for one account. Every message is a new one."""

    def __init__(self, app_id: str, token: str, aes_key: str) -> None:
        self._cipher = MessageCipher(aes_key, app_id)
        self._token = token
        self._numbers = count(int(time.time() * 1e6))
        self._run = secrets.token_hex(4)

    def push(self, kind: Said, citizen: str | None = None) -> Push:
        """A message of this kind, from a citizen who never wrote before unless one is given."""
        number = next(self._numbers)
        citizen = citizen or f"oBench{self._run}{number:020d}"
        message = (
            "<xml><ToUserName><![CDATA[gh_benchmark]]></ToUserName>"
            f"<FromUserName><![CDATA[{citizen}]]></FromUserName>"
            f"<CreateTime>{int(time.time())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
            f"<Content><![CDATA[{kind.text(number)}]]></Content><MsgId>{number}</MsgId></xml>"
        )
        return Push(citizen, kind, self._request(message, citizen))

    def opened(self, body: bytes) -> str:
        """The words of a reply; empty when the answer comes later or is none of ours."""
        sealed = SEALED.search(body)
        if not sealed:
            return ""
        words = WORDS.search(self._cipher.decrypt(sealed[1].decode()).decode())
        return words[1] if words else ""

    def _request(self, message: str, citizen: str) -> bytes:
        sealed = self._cipher.encrypt(message.encode())
        timestamp, nonce = str(int(time.time())), secrets.token_hex(5)
        query = urlencode(
            {
                "signature": sign(self._token, timestamp, nonce),
                "timestamp": timestamp,
                "nonce": nonce,
                "openid": citizen,
                "encrypt_type": "aes",
                "msg_signature": sign(self._token, timestamp, nonce, sealed),
            }
        )
        body = (
            "<xml><ToUserName><![CDATA[gh_benchmark]]></ToUserName>"
            f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        ).encode()
        head = (
            f"POST /wechat?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body
