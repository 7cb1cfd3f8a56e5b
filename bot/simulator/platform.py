"""The platform: what citizens can do on it, and what the account's answers become."""

import asyncio
import hashlib
from collections.abc import Coroutine
from itertools import count
from typing import Any

import aiohttp

from bot.simulator import pushes
from bot.simulator.cipher import MessageCipher
from bot.simulator.citizens import Citizens, Resident
from bot.simulator.clock import Clock
from bot.simulator.config import SimulatorConfig
from bot.simulator.courier import Courier, Line
from bot.simulator.errors import Refused
from bot.simulator.faults import Faults
from bot.simulator.feed import Feed
from bot.simulator.journal import Journal
from bot.simulator.ledger import ServiceLedger
from bot.simulator.media import MediaStore, Medium
from bot.simulator.models import Answer, Bubble, Citizen, Exchange, Switches
from bot.simulator.notices import NoticeDesk
from bot.simulator.pushes import Draft
from bot.simulator.quotas import DailyQuotas
from bot.simulator.replies import Door, IllegalAnswer, read_reply
from bot.simulator.tokens import Tokens

BANNER = "该公众号提供的服务出现故障，请稍后再试"


class Platform:
    """One official account, its citizens, and everything WeChat keeps about them."""

    def __init__(self, config: SimulatorConfig, session: aiohttp.ClientSession) -> None:
        self.config = config
        self.clock = Clock(config.clock)
        self.feed = Feed()
        self.journal = Journal(self.clock, self.feed)
        self.citizens = Citizens(config.app_id, self.clock, self.feed)
        self.ledger = ServiceLedger(self.clock)
        self.tokens = Tokens(self.clock)
        self.media = MediaStore(self.clock)
        self.notices = NoticeDesk(config.templates, self.clock)
        self.faults = Faults()
        self.quotas = DailyQuotas(config.daily_limits, self.clock)
        self.menu: dict[str, Any] | None = None
        self.switches = Switches(
            callback_url=config.callback_url,
            mode=config.mode,
            aes_key=config.aes_key,
            token=config.token,
            certified=True,
            retry_after_s=config.retry_after_s,
            tries=config.tries,
            retry_repeats_signature=config.retry_repeats_signature,
            template_result="success",
            advanced_s=0.0,
        )
        self.courier = Courier(session, self._line, self.clock, self.journal)
        # unlike any MsgId of an earlier run: the product remembers them for 30 days
        self._message_ids = count(int(config.clock() * 1_000) * 1_000)
        self._background: set[asyncio.Task[Any]] = set()
        for name in config.citizens:
            self.citizens.add(name)

    # what citizens do

    async def follow(self, citizen: Resident, scene: str = "") -> Exchange:
        if citizen.follows:
            raise Refused(409, f"{citizen.name} follows already")
        citizen.follows = True
        citizen.followed_at, citizen.scene = self.clock.now(), scene
        self._show_citizen(citizen)
        return await self.push(citizen, pushes.subscribe(scene))

    async def unfollow(self, citizen: Resident) -> Exchange:
        _must_follow(citizen)
        citizen.follows = False
        self.ledger.citizen_left(citizen.openid)
        self.notices.withdraw_all(citizen.openid)
        self._show_citizen(citizen)
        return await self.push(citizen, pushes.unsubscribe())

    async def write(
        self, citizen: Resident, draft: Draft, shown: dict[str, Any], **how: Any
    ) -> Exchange:
        """A message: it stands in the chat at once and opens the customer-service window."""
        _must_follow(citizen)
        bubble = self.citizens.show(citizen, "citizen", shown.pop("kind"), **shown)
        self.ledger.citizen_wrote(citizen.openid)
        citizen.wrote_at = self.clock.now()
        return await self.push(citizen, draft, index=bubble.index, **how)

    async def act(self, citizen: Resident, draft: Draft, **how: Any) -> Exchange:
        """An event a citizen causes: nothing of it stands in the chat."""
        _must_follow(citizen)
        return await self.push(citizen, draft, **how)

    async def decide(self, citizen: Resident, choices: list[tuple[str, bool]]) -> Exchange:
        """The citizen's taps in a consent popup."""
        _must_follow(citizen)
        for template_id, accept in choices:
            self.notices.consent(citizen.openid, template_id, accept)
            title = self.notices.template(template_id, "one_time", "long_term").title
            words = "已同意接收" if accept else "已拒绝接收"
            self.citizens.show(citizen, "platform", "hint", text=f"{words}「{title}」")
        self._show_citizen(citizen)
        return await self.push(citizen, pushes.subscription_popup(choices))

    async def withdraw(self, citizen: Resident, template_id: str) -> Exchange:
        """The citizen switches a notice off in WeChat's settings."""
        self.notices.consent(citizen.openid, template_id, False)
        self._show_citizen(citizen)
        return await self.push(citizen, pushes.subscription_changed(template_id))

    # what the platform does

    async def push(
        self,
        citizen: Resident,
        draft: Draft,
        *,
        index: int | None = None,
        copies: int = 1,
        msg_id: str = "",
        created_at: int | None = None,
    ) -> Exchange:
        """Push `draft`, `copies` times at once, and show what came back in the chat."""
        if draft.is_event:
            self.ledger.citizen_acted(citizen.openid, draft.kind)
        msg_id = msg_id or str(next(self._message_ids))
        created = int(self.clock.true_time()) if created_at is None else created_at
        plain = pushes.render(draft, self.config.account_id, citizen.openid, created, msg_id)
        before = citizen.last_index if index is None else index
        return await self.carry(citizen, draft, plain, msg_id, before, copies)

    async def carry(
        self, citizen: Resident, draft: Draft, plain: str, msg_id: str, index: int, copies: int = 1
    ) -> Exchange:
        """Carry ready-made XML: also what no citizen could cause."""
        self.feed.publish("waiting", {"citizen": citizen.openid, "waiting": True})
        try:
            rounds = await asyncio.gather(
                *(self.courier.carry(draft.kind, citizen.openid, plain) for _ in range(copies))
            )
        finally:
            self.feed.publish("waiting", {"citizen": citizen.openid, "waiting": False})
        final = next((tries[-1] for tries in rounds if not tries[-1].problem), rounds[0][-1])
        shown, problem = self._show_answer(citizen, draft, final)
        return Exchange(
            citizen=citizen.openid,
            kind=draft.kind,
            msg_id="" if draft.is_event else msg_id,
            index=index,
            tries=sum(len(tries) for tries in rounds),
            status=final.status,
            passive_reply=shown,
            error_banner=bool(problem) and not draft.unseen,
            problem=problem,
            answers=tuple(answer for tries in rounds for answer in tries),
        )

    def switch(self, **changes: Any) -> Switches:
        """Turn some switches; raise Refused (422) for a key that is none."""
        values = {name: getattr(self.switches, name) for name in Switches.__slots__} | changes
        if values["mode"] != "plain":
            _cipher(values["aes_key"], self.config.app_id)
        self.switches = Switches(**values)
        self.feed.publish("switches", self.switches)
        return self.switches

    def advance(self, seconds: float) -> Switches:
        self.clock.advance(seconds)
        return self.switch(advanced_s=self.clock.advanced_s)

    def later(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something after the answer: results that the platform pushes on its own."""
        task = asyncio.create_task(work)
        self._background.add(task)  # asyncio itself keeps no strong reference
        task.add_done_callback(self._background.discard)

    async def close(self) -> None:
        self.feed.close()
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    def view(self, citizen: Resident) -> Citizen:
        return Citizen(
            openid=citizen.openid,
            name=citizen.name,
            follows=citizen.follows,
            accepts_notices=citizen.accepts_notices,
            permits=self.notices.permits(citizen.openid),
        )

    def next_message_id(self) -> int:
        return next(self._message_ids)

    def _show_citizen(self, citizen: Resident) -> None:
        self.feed.publish("citizen", self.view(citizen))

    def _show_answer(
        self, citizen: Resident, draft: Draft, answer: Answer
    ) -> tuple[Bubble | None, str]:
        """The bubble of a passive reply, or the banner and why."""
        problem = answer.problem
        if not problem and answer.plain and not draft.unseen:
            try:
                return self._show_reply(citizen, draft, answer.plain), ""
            except IllegalAnswer as illegal:
                problem = str(illegal)
        if problem and not draft.unseen:
            self.citizens.show(citizen, "platform", "fault", text=BANNER, title=problem)
        return None, problem

    def _show_reply(self, citizen: Resident, draft: Draft, plain: str) -> Bubble:
        reply = read_reply(plain, citizen.openid, self.config.account_id, self.media)
        if draft.is_event and draft.kind == "LOCATION":
            raise IllegalAnswer("a LOCATION event takes no reply")
        return self.citizens.show(
            citizen, "account", reply.kind, channel="passive", **reply.content
        )

    def _line(self) -> Line:
        now = self.switches
        return Line(
            callback_url=now.callback_url,
            account_id=self.config.account_id,
            door=Door(
                now.mode,
                now.token,
                None if now.mode == "plain" else _cipher(now.aes_key, self.config.app_id),
            ),
            retry_after_s=now.retry_after_s,
            tries=now.tries,
            retry_repeats_signature=now.retry_repeats_signature,
            failures_before_pause=self.config.failures_before_pause,
            pause_s=self.config.pause_s,
        )


def file_digest(medium: Medium) -> str:
    return hashlib.md5(medium.data, usedforsecurity=False).hexdigest()


def _cipher(aes_key: str | None, app_id: str) -> MessageCipher:
    try:
        return MessageCipher(aes_key or "", app_id)
    except ValueError as error:
        raise Refused(422, str(error)) from error


def _must_follow(citizen: Resident) -> None:
    if not citizen.follows:
        raise Refused(409, f"{citizen.name} does not follow the account")
