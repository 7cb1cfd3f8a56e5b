"""Carries a push to the callback: signed, cut off after a time, tried again."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp

from bot.simulator.cipher import sign
from bot.simulator.clock import Clock
from bot.simulator.journal import Crossing, Journal
from bot.simulator.models import Answer
from bot.simulator.pushes import element
from bot.simulator.replies import Door, IllegalAnswer, open_answer

FAILURES_WITHIN_S = 300.0
MOST_READ = 1 << 20  # of an answer: no passive reply is larger


@dataclass(frozen=True, slots=True)
class Line:
    """How the callback is reached at this moment."""

    callback_url: str
    account_id: str
    door: Door
    retry_after_s: float
    tries: int
    retry_repeats_signature: bool
    failures_before_pause: int
    pause_s: float


@dataclass(frozen=True, slots=True)
class Parcel:
    """One push: the same body for every try."""

    name: str
    openid: str
    plain: str
    body: str
    sealed: str | None  # the Encrypt element, when there is one


class Courier:
    def __init__(
        self,
        session: aiohttp.ClientSession,
        line: Callable[[], Line],
        clock: Clock,
        journal: Journal,
    ) -> None:
        self._session = session
        self._line = line
        self._clock = clock
        self._journal = journal
        self._failures: deque[float] = deque()
        self._paused_until = 0.0

    async def carry(self, name: str, openid: str, plain: str) -> list[Answer]:
        """Push until the callback says something; at most `tries` answers, the last one counts."""
        line = self._line()
        if self._clock.now() < self._paused_until:
            return [Answer(None, "", "", "连续失败太多，平台暂停推送", 0.0)]
        parcel = _pack(name, openid, plain, line)
        query = _signed_query(parcel, line, self._clock)
        answers: list[Answer] = []
        for number in range(line.tries):
            if number and not line.retry_repeats_signature:
                query = _signed_query(parcel, line, self._clock)
            answers.append(await self._try(parcel, query, line, number + 1))
            if answers[-1].status == 200:
                return answers
        self._note_failure(line)
        return answers

    async def check_url(self) -> Answer:
        """WeChat's GET with an echostr, as when the operator saves the callback address."""
        line = self._line()
        echo = str(secrets.randbelow(10**19))
        query = {**_signature(line.door.token, self._clock), "echostr": echo}
        url = _with_query(line.callback_url, query)
        begun = asyncio.get_running_loop().time()
        status, body, problem = await self._request("GET", url, b"", line.retry_after_s)
        if status is not None and (status != 200 or body != echo.encode()):
            problem = "echostr 没有原样返回"
        elapsed = asyncio.get_running_loop().time() - begun
        text = body.decode("utf-8", "replace")
        self._journal.write(
            Crossing(
                "push",
                "验证回调地址",
                "GET",
                url,
                status=status,
                received=text,
                problem=problem,
                elapsed_s=elapsed,
            )
        )
        return Answer(status, text, text, problem, elapsed)

    async def _try(self, parcel: Parcel, query: dict[str, str], line: Line, number: int) -> Answer:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        url = _with_query(line.callback_url, query)
        status, body, problem = await self._request(
            "POST", url, parcel.body.encode(), line.retry_after_s
        )
        elapsed = loop.time() - begun
        answer = _judge(status, body, problem, elapsed, line.door)
        again = f"（第 {number} 次）" if number > 1 else ""
        self._journal.write(
            Crossing(
                "push",
                parcel.name + again,
                "POST",
                url,
                sent=parcel.body,
                sent_plain=parcel.plain,
                status=status,
                received=answer.body,
                received_plain=answer.plain,
                problem=answer.problem,
                elapsed_s=elapsed,
            )
        )
        if status != 200 and number < line.tries:
            # a refused connection fails at once, the platform's next try keeps its pace
            await asyncio.sleep(max(0.0, line.retry_after_s - elapsed))
        return answer

    async def _request(
        self, method: str, url: str, body: bytes, cut_s: float
    ) -> tuple[int | None, bytes, str]:
        headers = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0", "Pragma": "no-cache"}
        try:
            async with asyncio.timeout(cut_s):
                async with self._session.request(
                    method, url, data=body or None, headers=headers, allow_redirects=False
                ) as response:
                    received = await response.content.read(MOST_READ)
                    while chunk := await response.content.read(MOST_READ):
                        received += chunk
                    return response.status, received, ""
        except TimeoutError:
            return None, b"", f"{cut_s:g} 秒内没有回应，连接已断开"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return None, b"", f"连不上：{type(error).__name__}"

    def _note_failure(self, line: Line) -> None:
        now = self._clock.now()
        self._failures.append(now)
        while self._failures and now - self._failures[0] > FAILURES_WITHIN_S:
            self._failures.popleft()
        if len(self._failures) >= line.failures_before_pause:
            self._failures.clear()
            self._paused_until = now + line.pause_s


def _pack(name: str, openid: str, plain: str, line: Line) -> Parcel:
    if line.door.mode == "plain" or line.door.cipher is None:
        return Parcel(name, openid, plain, plain, None)
    sealed = line.door.cipher.encrypt(plain.encode())
    if line.door.mode == "compatible":
        inside = plain.removeprefix("<xml>").removesuffix("</xml>")
        return Parcel(
            name, openid, plain, f"<xml>{inside}{element('Encrypt', sealed)}</xml>", sealed
        )
    body = element("xml", (("ToUserName", line.account_id), ("Encrypt", sealed)))
    return Parcel(name, openid, plain, body, sealed)


def _signed_query(parcel: Parcel, line: Line, clock: Clock) -> dict[str, str]:
    query = _signature(line.door.token, clock) | {"openid": parcel.openid}
    if parcel.sealed is None:
        return query
    query["encrypt_type"] = "aes"
    query["msg_signature"] = sign(
        line.door.token, query["timestamp"], query["nonce"], parcel.sealed
    )
    return query


def _signature(token: str, clock: Clock) -> dict[str, str]:
    timestamp, nonce = str(int(clock.true_time())), str(secrets.randbelow(10**10))
    return {"signature": sign(token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}


def _with_query(url: str, query: dict[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


def _judge(status: int | None, body: bytes, problem: str, elapsed: float, door: Door) -> Answer:
    text = body.decode("utf-8", "replace")
    if status is None:
        return Answer(None, "", "", problem, elapsed)
    if status != 200:
        return Answer(status, text, text, f"回了 HTTP {status}，不是 200", elapsed)
    try:
        return Answer(status, text, open_answer(body, door), "", elapsed)
    except IllegalAnswer as illegal:
        return Answer(status, text, text, str(illegal), elapsed)
