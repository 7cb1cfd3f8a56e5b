"""What a letter tells besides its message is kept, however often it comes."""

from datetime import timedelta

import pytest

from bot.adapters.store import Database, SqlInbox
from bot.adapters.store.script import Script
from bot.adapters.wechat.contacts import Contacts
from bot.adapters.wechat.envelope import read
from bot.adapters.wechat.names import Names
from bot.adapters.wechat.permits import Permits
from bot.adapters.wechat.register import Register
from bot.adapters.wechat.tries import Tries
from tests.adapters.wechat.conftest import OPENID, Bell, Clock, a_text, an_event
from tests.builders import NOW

EARLIER = int((NOW - timedelta(minutes=1)).timestamp())


class Desk:
    """A register with everything it writes to."""

    def __init__(self, database: Database, names: Names, bell: Bell, clock: Clock) -> None:
        self.contacts, self.permits = Contacts(database, clock), Permits(database)
        self.tries = Tries(database)
        self.register = Register(self.contacts, bell, clock)
        self.database, self.names, self.citizen = database, names, names.citizen(OPENID)

    async def note(self, body: bytes) -> None:
        if note := self.register.told(read(body, self.names)):
            script = Script()
            await note.write(script)
            async with self.database.writing() as line:
                await script.run(line)
            await note.kept()

    async def follows(self) -> bool:
        contact = await self.contacts.find(self.citizen)
        return contact is not None and contact.followed

    async def consent(self, template: str, status: str, **fields: int) -> None:
        entry = {"TemplateId": template, "SubscribeStatusString": status}
        await self.note(
            an_event("subscribe_msg_popup_event", SubscribeMsgPopupEvent={"List": entry}, **fields)
        )


async def test_who_writes_can_be_written_to(
    either_database: Database, names: Names, bell: Bell, clock: Clock
):
    desk = Desk(either_database, names, bell, clock)

    await desk.note(a_text())

    contact = await desk.contacts.find(desk.citizen)
    assert contact is not None
    assert (contact.openid, contact.followed) == (OPENID, True)


async def test_a_message_of_somebody_just_noted_tells_nothing_new(
    database: Database, names: Names, bell: Bell, clock: Clock
):
    """Most messages cost no second write."""
    desk = Desk(database, names, bell, clock)
    letter = read(a_text(), names)

    first = desk.register.told(letter)
    before_the_commit = desk.register.told(letter)
    await desk.note(a_text())

    assert first is not None
    assert before_the_commit is not None
    assert desk.register.told(letter) is None


async def test_who_writes_is_kept_with_the_message_or_not_at_all(
    either_database: Database, names: Names, bell: Bell, clock: Clock
):
    """What was rolled back is not taken for written the next time."""
    desk = Desk(either_database, names, bell, clock)
    letter = read(a_text(), names)
    note = desk.register.told(letter)
    assert note is not None
    naive = letter.message.sent_at.replace(tzinfo=None)

    with pytest.raises(ValueError, match="naive"):
        await SqlInbox(either_database).receive(letter.message, naive, note)
    found = await desk.contacts.find(desk.citizen)
    again = desk.register.told(letter)
    await SqlInbox(either_database).receive(letter.message, NOW, again)

    assert found is None
    assert await desk.follows()


async def test_who_left_is_not_written_to_until_they_come_back(
    either_database: Database, names: Names, bell: Bell, clock: Clock
):
    desk = Desk(either_database, names, bell, clock)
    await desk.note(a_text())

    await desk.note(an_event("unsubscribe"))
    assert not await desk.follows()

    await desk.note(an_event("subscribe"))
    assert await desk.follows()


async def test_a_message_after_leaving_shows_that_they_are_back(
    database: Database, names: Names, bell: Bell, clock: Clock
):
    """The event that they came back may have been lost."""
    desk = Desk(database, names, bell, clock)
    await desk.note(an_event("unsubscribe"))

    await desk.note(a_text())

    assert await desk.follows()


async def test_a_late_copy_of_an_old_event_undoes_nothing(
    either_database: Database, names: Names, bell: Bell, clock: Clock
):
    desk = Desk(either_database, names, bell, clock)
    await desk.note(an_event("subscribe"))

    await desk.note(an_event("unsubscribe", CreateTime=EARLIER))

    assert await desk.follows()


async def test_a_report_says_nothing_on_whether_they_follow(
    database: Database, names: Names, bell: Bell, clock: Clock
):
    desk = Desk(database, names, bell, clock)
    await desk.note(an_event("unsubscribe"))

    await desk.note(an_event("TEMPLATESENDJOBFINISH", MsgID=1, Status="success"))

    assert not await desk.follows()


async def test_another_process_saw_them_leave_and_this_one_notices(
    database: Database, names: Names, bell: Bell, clock: Clock
):
    """What a process remembers of its own writing is trusted for five minutes only."""
    here, there = (Desk(database, names, bell, clock) for _ in range(2))
    await here.note(a_text())
    await there.note(an_event("unsubscribe"))

    clock.advance(minutes=6)
    await here.note(a_text(CreateTime=int(clock().timestamp())))

    assert await here.follows()


async def test_a_consent_counts_once_however_often_it_is_reported(
    either_database: Database, names: Names, bell: Bell, clock: Clock
):
    desk = Desk(either_database, names, bell, clock)

    for _ in range(3):
        await desk.consent("t", "accept")

    assert await desk.permits.count(desk.citizen, "t") == 1


async def test_each_consent_is_good_for_one_notice(
    either_database: Database, names: Names, bell: Bell, clock: Clock
):
    desk = Desk(either_database, names, bell, clock)
    await desk.consent("t", "accept")
    await desk.consent("t", "accept", CreateTime=EARLIER)

    used = [await desk.permits.use(desk.citizen, "t", long_term=False) for _ in range(3)]

    assert used[0] != used[1]
    assert used[2] is None


async def test_a_permit_given_back_can_be_used_again(
    database: Database, names: Names, bell: Bell, clock: Clock
):
    desk = Desk(database, names, bell, clock)
    await desk.consent("t", "accept")
    permit = await desk.permits.use(desk.citizen, "t", long_term=False)
    assert permit is not None

    await desk.permits.give_back(permit)

    assert await desk.permits.count(desk.citizen, "t") == 1


async def test_a_long_term_consent_is_not_used_up(
    database: Database, names: Names, bell: Bell, clock: Clock
):
    desk = Desk(database, names, bell, clock)
    await desk.consent("t", "accept")

    used = [await desk.permits.use(desk.citizen, "t", long_term=True) for _ in range(3)]

    assert None not in used


async def test_a_withdrawn_consent_is_gone_and_others_stay(
    database: Database, names: Names, bell: Bell, clock: Clock
):
    desk = Desk(database, names, bell, clock)
    await desk.consent("a", "accept")
    await desk.consent("b", "accept")

    change = {"List": {"TemplateId": "a", "SubscribeStatusString": "reject"}}
    await desk.note(an_event("subscribe_msg_change_event", SubscribeMsgChangeEvent=change))

    assert await desk.permits.count(desk.citizen, "a") == 0
    assert await desk.permits.count(desk.citizen, "b") == 1


async def test_a_late_copy_of_a_refusal_leaves_a_newer_consent(
    database: Database, names: Names, bell: Bell, clock: Clock
):
    desk = Desk(database, names, bell, clock)
    await desk.consent("t", "accept")

    await desk.consent("t", "reject", CreateTime=EARLIER)

    assert await desk.permits.count(desk.citizen, "t") == 1


async def test_a_template_message_that_did_not_arrive_alarms_a_human(
    database: Database, names: Names, bell: Bell, clock: Clock
):
    desk = Desk(database, names, bell, clock)

    await desk.note(an_event("TEMPLATESENDJOBFINISH", MsgID=1, Status="failed:user block"))

    assert [alarm.kind for alarm in bell.rung] == ["wechat.notice_missed"]
    assert OPENID not in bell.rung[0].text
