"""Who goes through the books: looks for what lost its way, removes what is old."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from bot.adapters.releases import current_release
from bot.adapters.spool.leftovers import leftovers
from bot.adapters.store import SqlDiary, SqlInbox, purge
from bot.adapters.store.reconcile import SqlBooks
from bot.adapters.wechat import purge as wechat_purge
from bot.adapters.wechat.capabilities import Capabilities
from bot.adapters.wechat.contacts import Contacts
from bot.adapters.wechat.ledger import Ledger
from bot.adapters.wechat.notices import Notice
from bot.adapters.wechat.permits import Permits
from bot.adapters.wechat.reach import WeChatReach
from bot.services.answers import Answers
from bot.services.drift import DriftWatch
from bot.services.mending import Mender
from bot.services.ports.clock import Clock
from bot.services.purging import Kept, Purger, Shelf
from bot.services.reconciling import Reconciler
from bot.wiring.folders import REFUSED, SPOOL, UNFORESEEN
from bot.wiring.ground import Ground

SIGNED_IN_DAYS = 2
"""No session, link or wait of the console lasts so long."""


def a_reconciler(
    base: Ground, clock: Clock, take_turns: Callable[[], Awaitable[object]] | None = None
) -> Reconciler:
    """The look over these stores; without a dialogue nobody takes open turns."""
    database, settings = base.database, base.settings
    books = SqlBooks(database)
    mender = Mender(
        books=books,
        inbox=SqlInbox(database),
        tickets=base.tickets,
        attachments=base.attachments,
        answers=Answers(base.cutter),
        catalogue=base.catalogue,
        clock=clock,
        take_turns=take_turns,
    )
    notice = Notice.read(settings.wechat_notice_template or "", "HUIYING_WECHAT_NOTICE_TEMPLATE")
    reach = WeChatReach(
        Contacts(database, clock),
        Ledger(database),
        Permits(database),
        Capabilities(database),
        [notice] if notice else [],
    )
    return Reconciler(books, mender, reach, partial(leftovers, settings.data_dir / SPOOL), clock)


def a_drift_watch(base: Ground) -> DriftWatch:
    """Compares the last week with the current model's release, whichever is current then."""
    release = partial(current_release, base.settings.data_dir / "models")
    return DriftWatch(SqlDiary(base.database), release, base.bell, base.clock)


def a_purger(base: Ground, clock: Clock) -> Purger:
    """Every shelf that fills up, and how long the settings keep what is on it."""
    db, settings = base.database, base.settings
    bodies = [settings.data_dir / REFUSED, settings.data_dir / UNFORESEEN]
    messages = (
        purge.messages(db),
        purge.parcels(db),
        purge.calls(db),
        purge.old_reads(db),
        purge.old_marks(db),
        wechat_purge.tries(db),
        wechat_purge.consents(db),
    )
    kept: list[tuple[Shelf, int]] = [
        *((shelf, settings.keep_messages_days) for shelf in messages),
        (purge.idle_conversations(db), settings.keep_conversations_days),
        (purge.old_pages(db), settings.keep_pages_days),
        (purge.old_alarms(db), settings.keep_alarms_days),
        (purge.old_corrections(db), settings.keep_corrections_days),
        (purge.old_unanswered(db), settings.keep_corrections_days),
        (purge.old_sessions(db), SIGNED_IN_DAYS),
        (purge.old_invitations(db), SIGNED_IN_DAYS),
        (purge.old_tries(db), SIGNED_IN_DAYS),
        *((wechat_purge.Bodies(folder), settings.keep_bodies_days) for folder in bodies),
    ]
    return Purger([Kept(shelf, timedelta(days=days)) for shelf, days in kept], clock)
