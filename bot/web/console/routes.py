"""Every page of the console, and who may open it. The navigation has their order."""

from collections.abc import Sequence

from bot.domain.corrections import Verdict
from bot.domain.people import Right
from bot.services.department_calls import Verb
from bot.services.ports.exchange import Sheet
from bot.web.console import (
    account,
    audit,
    contact,
    corrections,
    departments,
    faq,
    faq_entry,
    faq_files,
    files,
    home,
    inbox,
    invitation,
    keywords,
    live,
    menu,
    mistaken,
    one,
    overview,
    people,
    phone,
    plan,
    second_factor,
    sign_in,
    steps,
    ticket,
    unanswered,
    upkeep,
    welcome,
    wordings,
)
from bot.web.console.account_desk import CHANGES, KEYWORDS, MENU, WELCOME
from bot.web.console.corrections import CORRECTIONS
from bot.web.console.faq_desk import LIST, NEW
from bot.web.console.faq_files import BODY, FILES
from bot.web.console.knowledge_routes import PAGES
from bot.web.console.page import Page, Policy
from bot.web.console.unanswered import BOX

INVITATION = r"/console/invite/{token:[A-Za-z0-9_-]{16,128}}"
PERSON = r"/console/people/{id:[A-Za-z0-9._-]{1,64}}"
UNIT = r"/console/departments/{code:[a-z][a-z0-9_]{1,31}}"
TEMPLATE = r"/console/templates/{id:[a-z0-9-]{1,64}}"
TICKET = r"/console/tickets/{number:\d{8}-\d{4}-\d{2}}"
FILE = rf"{TICKET}/files/{{id:[A-Za-z0-9_-]{{1,64}}}}"
ONE = r"/console/one/{word:[A-Za-z0-9_-]{16,128}}"
ONE_FILE = rf"{ONE}/files/{{id:[A-Za-z0-9_-]{{1,64}}}}"
ENTRY = rf"{LIST}/{{key:{NEW}|[\w-]{{1,64}}}}"
VERBS = "|".join(Verb)
ON_THE_PHONE = "|".join((Verb.ACKNOWLEDGE, Verb.TAKE, Verb.NOTE, Verb.ASK, Verb.ANSWER))
KINDS = "|".join(Sheet)
VERDICTS = "|".join(Verdict)

ROUTES: Sequence[Page] = (
    Page("GET", "/console", home.home, Policy.SIGNED_IN),
    Page("GET", "/console/sign-in", sign_in.form, Policy.ANYBODY),
    Page("POST", "/console/sign-in", sign_in.sign_in, Policy.ANYBODY),
    Page("POST", "/console/sign-out", sign_in.sign_out, Policy.HALF_SIGNED_IN),
    Page("GET", "/console/second-factor", second_factor.form, Policy.HALF_SIGNED_IN),
    Page("POST", "/console/second-factor", second_factor.show_code, Policy.HALF_SIGNED_IN),
    Page("GET", INVITATION, invitation.form, Policy.ANYBODY),
    Page("POST", INVITATION, invitation.accept, Policy.ANYBODY),
    Page("GET", "/console/me", account.me, Policy.SIGNED_IN),
    Page("POST", "/console/me/password", account.change_password, Policy.SIGNED_IN),
    Page("POST", "/console/me/sign-out-everywhere", account.end_everywhere, Policy.SIGNED_IN),
    Page("GET", contact.MINE, contact.mine, Right.HANDLE_TICKETS),
    Page("POST", contact.MINE, contact.change_mine, Right.HANDLE_TICKETS),
    Page("POST", f"{contact.MINE}/test", contact.test, Right.HANDLE_TICKETS),
    Page("GET", "/console/", inbox.inbox, Right.SEE_TICKETS, menu="工单"),
    Page("GET", "/console/live", live.live, Right.SEE_TICKETS),
    Page("GET", TICKET, ticket.ticket, Right.SEE_TICKETS),
    Page("GET", f"{TICKET}/news", ticket.news, Right.SEE_TICKETS),
    Page("GET", FILE, files.file, Right.SEE_TICKETS),
    Page("GET", f"{FILE}/sound", files.sound, Right.SEE_TICKETS),
    Page("POST", f"{TICKET}/reveal", ticket.reveal, Right.SEE_TICKETS),
    Page("POST", f"{TICKET}/{{verb:{VERBS}}}", steps.act, Right.HANDLE_TICKETS),
    Page("POST", f"{TICKET}/preview", steps.preview, Right.HANDLE_TICKETS),
    Page("POST", f"{TICKET}/draft", steps.keep_draft, Right.HANDLE_TICKETS),
    Page("POST", f"{TICKET}/merge", steps.merge, Right.HANDLE_TICKETS),
    Page("POST", f"{TICKET}/part", steps.part, Right.HANDLE_TICKETS),
    Page("POST", f"{TICKET}/again", steps.again, Right.HANDLE_TICKETS),
    Page("POST", f"{TICKET}/mistaken", mistaken.mistaken, Right.HANDLE_TICKETS),
    Page("POST", f"{TICKET}/phone", phone.make, Right.HANDLE_TICKETS),
    Page("GET", ONE, one.page, Policy.LINK),
    Page("POST", ONE, one.open_it, Policy.LINK),
    Page("GET", ONE_FILE, files.file, Policy.LINK_HOLDER),
    Page("GET", f"{ONE_FILE}/sound", files.sound, Policy.LINK_HOLDER),
    Page("POST", f"{ONE}/{{verb:{ON_THE_PHONE}}}", steps.act, Policy.LINK_HOLDER),
    Page("POST", f"{ONE}/preview", steps.preview, Policy.LINK_HOLDER),
    Page("GET", LIST, faq.listed, Right.SEE_KNOWLEDGE, menu="常见问题"),
    Page("GET", FILES, faq_files.files, Right.SEE_KNOWLEDGE),
    Page("POST", FILES, faq_files.bring, Right.EDIT_KNOWLEDGE, body_bytes=BODY),
    Page("GET", f"{FILES}/faq.{{kind:{KINDS}}}", faq_files.take, Right.SEE_KNOWLEDGE),
    Page("GET", ENTRY, faq_entry.form, Right.SEE_KNOWLEDGE),
    Page("POST", ENTRY, faq_entry.save, Right.EDIT_KNOWLEDGE),
    Page("POST", f"{ENTRY}/hints", faq_entry.show_hints, Right.EDIT_KNOWLEDGE),
    Page("POST", f"{ENTRY}/try", faq_entry.try_out, Right.SEE_KNOWLEDGE),
    Page("POST", f"{ENTRY}/retire", faq_entry.retire, Right.EDIT_KNOWLEDGE),
    Page("POST", f"{ENTRY}/restore", faq_entry.restore, Right.EDIT_KNOWLEDGE),
    Page("GET", BOX, unanswered.box, Right.SEE_KNOWLEDGE, menu="没答上来"),
    Page("POST", f"{BOX}/answer", unanswered.answer, Right.EDIT_KNOWLEDGE),
    Page("POST", f"{BOX}/assign", unanswered.assign, Right.EDIT_KNOWLEDGE),
    Page("POST", f"{BOX}/mark", unanswered.mark, Right.EDIT_KNOWLEDGE),
    Page("POST", f"{BOX}/dismiss", unanswered.dismiss, Right.EDIT_KNOWLEDGE),
    Page("GET", CORRECTIONS, corrections.waiting, Right.SEE_KNOWLEDGE),
    Page(
        "POST",
        f"{CORRECTIONS}/{{verdict:{VERDICTS}}}",
        corrections.decide,
        Right.EDIT_KNOWLEDGE,
    ),
    Page("GET", upkeep.PAGE, upkeep.upkeep, Right.SEE_UPKEEP, menu="本周要做"),
    Page("GET", wordings.PAGE, wordings.page, Right.HANDLE_TICKETS, menu="模板"),
    Page("POST", wordings.PAGE, wordings.add, Right.HANDLE_TICKETS),
    Page("POST", TEMPLATE, wordings.change, Right.HANDLE_TICKETS),
    Page("POST", f"{TEMPLATE}/drop", wordings.drop, Right.HANDLE_TICKETS),
    Page("GET", "/console/overview", overview.overview, Right.SEE_OVERVIEW, menu="总览"),
    *PAGES,
    Page("GET", MENU, menu.menu, Right.SEE_KNOWLEDGE, menu="菜单"),
    Page("POST", MENU, menu.change, CHANGES[MENU]),
    Page("GET", WELCOME, welcome.welcome, Right.SEE_KNOWLEDGE),
    Page("POST", WELCOME, welcome.change, CHANGES[WELCOME]),
    Page("GET", KEYWORDS, keywords.keywords, Right.SEE_KNOWLEDGE),
    Page("POST", KEYWORDS, keywords.change, CHANGES[KEYWORDS]),
    Page("GET", departments.LIST, departments.everything, Right.SEE_DEPARTMENTS, menu="单位"),
    Page("GET", UNIT, departments.one, Right.SEE_DEPARTMENTS),
    Page("GET", f"{UNIT}/log", departments.log, Right.SEE_DEPARTMENTS),
    Page("GET", f"{UNIT}/notices", plan.page, Right.SEE_DEPARTMENTS),
    Page("POST", f"{UNIT}/notices", plan.change, Right.MANAGE_DEPARTMENTS),
    Page("POST", f"{UNIT}/notices/{{group}}/test", plan.test, Right.CHECK_DEPARTMENTS),
    Page("POST", f"{UNIT}/way", departments.change, Right.MANAGE_DEPARTMENTS),
    Page("POST", f"{UNIT}/way/drop", departments.drop, Right.MANAGE_DEPARTMENTS),
    Page("POST", f"{UNIT}/secret", departments.rotate, Right.MANAGE_DEPARTMENTS),
    Page("POST", f"{UNIT}/secret/end", departments.end_old, Right.MANAGE_DEPARTMENTS),
    Page("POST", f"{UNIT}/test", departments.test, Right.CHECK_DEPARTMENTS),
    Page("POST", f"{UNIT}/again", departments.again, Right.CHECK_DEPARTMENTS),
    Page("GET", "/console/people", people.everybody, Right.MANAGE_PEOPLE, menu="人员"),
    Page("POST", "/console/people", people.invite, Right.MANAGE_PEOPLE),
    Page("GET", "/console/people/new", people.new, Right.MANAGE_PEOPLE),
    Page("GET", PERSON, people.one, Right.MANAGE_PEOPLE),
    Page("POST", PERSON, people.change, Right.MANAGE_PEOPLE),
    Page("POST", f"{PERSON}/reset", people.reset, Right.MANAGE_PEOPLE),
    Page("GET", f"{PERSON}/contact", contact.theirs, Right.MANAGE_PEOPLE),
    Page("POST", f"{PERSON}/contact", contact.change_theirs, Right.MANAGE_PEOPLE),
    Page("GET", "/console/audit", audit.book, Right.READ_AUDIT, menu="审计"),
)
