"""Whatever a citizen sends, by whatever means, is answered and reaches the ticket."""

import hashlib
import io
from collections.abc import Awaitable, Callable

import pytest
from PIL import ExifTags, Image

from bot.simulator.client import SimulatorClient, SimulatorError
from bot.simulator.models import Exchange
from tests.houses import House, Person, eventually, number_in

Citizens = Callable[[], Awaitable[Person]]
Sending = Callable[[SimulatorClient, str], Awaitable[Exchange]]

KINDS: dict[str, Sending] = {
    "text": lambda sim, who: sim.say(who, "你好"),
    "emoji": lambda sim, who: sim.say(who, "😡😡"),
    "blank": lambda sim, who: sim.say(who, "　 "),
    "image": lambda sim, who: sim.send_image(who),
    "voice": lambda sim, who: sim.send_voice(who, "路灯坏了"),
    "voice_unheard": lambda sim, who: sim.send_voice(who, ""),
    "voice_unswitched": lambda sim, who: sim.send_voice(who, None),
    "video": lambda sim, who: sim.send_video(who),
    "shortvideo": lambda sim, who: sim.send_video(who, short=True),
    "location": lambda sim, who: sim.send_location(who, "人民路23号"),
    "link": lambda sim, who: sim.send_link(who, "看看这个", "https://example.com/"),
    "file": lambda sim, who: sim.send_file(who),
    "menu": lambda sim, who: sim.click(who, "查询"),
    "scan": lambda sim, who: sim.scan(who, "hall-3"),
}
SILENT: dict[str, Sending] = {
    "view": lambda sim, who: sim.view(who, "https://example.com/"),
    "position": lambda sim, who: sim.report_location(who),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_message_is_answered(house: House, a_citizen: Citizens, kind: str):
    """With words, and without WeChat's banner of a broken service."""
    person = await a_citizen()

    exchange = await KINDS[kind](house.sim, person.name)

    assert not exchange.error_banner
    assert (await person.reads(exchange)).strip()


@pytest.mark.parametrize("kind", SILENT)
async def test_what_takes_no_answer_gets_none(house: House, a_citizen: Citizens, kind: str):
    """WeChat would show a fault to the citizen otherwise."""
    person = await a_citizen()

    exchange = await SILENT[kind](house.sim, person.name)

    assert exchange.answers[-1].body == "success"
    assert not exchange.error_banner


async def test_an_event_nobody_has_foreseen_is_taken_with_success(
    house: House, a_citizen: Citizens
):
    """And the next message is answered as ever."""
    person = await a_citizen()
    openid = (await house.sim.citizen(person.name)).openid
    xml = (
        f"<xml><ToUserName><![CDATA[gh_3f1c5a9be207]]></ToUserName>"
        f"<FromUserName><![CDATA[{openid}]]></FromUserName><CreateTime>1795420800</CreateTime>"
        f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[moon_landing]]></Event>"
        f"<Crater><![CDATA[7]]></Crater></xml>"
    )

    exchange = await house.sim.push(person.name, xml)

    assert exchange.answers[-1].body == "success"
    assert "您好" in await person.says("你好")


async def test_hostile_markup_is_taken_aside_and_opens_nothing(house: House, a_citizen: Citizens):
    """An entity that would grow is never expanded; WeChat need not bring it again."""
    person = await a_citizen()

    exchange = await house.sim.push(
        person.name,
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        "<xml><MsgType>text</MsgType><Content>&b;</Content></xml>",
    )

    assert exchange.answers[-1].body == "success"
    assert "没有登记过" in await person.says("查询")


async def test_a_voice_that_wechat_understood_is_a_message_like_any_other(
    house: House, a_citizen: Citizens
):
    """The recording is kept with the ticket."""
    person, unit = await a_citizen(), house.sim.department("construction")

    exchange = await house.sim.send_voice(person.name, "人民路23号门口路灯坏了三天没人修")

    number = number_in(await person.reads(exchange))
    event = await unit.wait_for_event("ticket.dispatched", number=number)
    assert [a["kind"] for a in event.body["data"]["ticket"]["attachments"]] == ["voice"]


async def test_a_voice_that_nobody_understood_is_asked_for_in_writing(
    house: House, a_citizen: Citizens
):
    """What is written then becomes the ticket, with the recording."""
    person, unit = await a_citizen(), house.sim.department("construction")

    said = await person.reads(await house.sim.send_voice(person.name, None))
    number = await person.complains()

    assert "打字" in said
    event = await unit.wait_for_event("ticket.dispatched", number=number)
    assert [a["kind"] for a in event.body["data"]["ticket"]["attachments"]] == ["voice"]


async def test_a_location_says_where(house: House, a_citizen: Citizens):
    """It answers the question for the place."""
    person, unit = await a_citizen(), house.sim.department("environment")
    await person.says("我要投诉")
    await person.says("楼下烧烤店油烟特别大")

    said = await person.reads(await house.sim.send_location(person.name, "光明小区3号楼"))

    event = await unit.wait_for_event("ticket.dispatched", number=number_in(said))
    assert "光明小区3号楼" in event.body["data"]["ticket"]["place"]


async def test_a_picture_reaches_the_unit_without_the_place_it_was_taken(
    house: House, a_citizen: Citizens
):
    """Fetched while WeChat has it, kept for as long as the ticket; the original's hash stays."""
    person, unit = await a_citizen(), house.sim.department("construction")
    photo = _a_photo_with_its_place()
    number = await person.complains()

    said = await person.reads(await house.sim.send_image(person.name, photo, "image/jpeg"))
    event = await unit.wait_for_event("ticket.supplemented", number=number)
    attached = event.body["data"]["ticket"]["attachments"][0]

    async def download() -> bytes | None:
        try:
            return await unit.attachment(number, attached["id"])
        except SimulatorError:
            return None  # the worker has not fetched it yet

    kept = await eventually(download)
    assert number in said
    assert attached["kind"] == "image"
    with Image.open(io.BytesIO(photo)) as sent, Image.open(io.BytesIO(kept)) as image:
        assert sent.getexif()
        assert not image.getexif()
        assert image.size == sent.size
    again = await unit.wait_for_event("ticket.supplemented", number=number)
    if fingerprint := again.body["data"]["ticket"]["attachments"][0]["sha256"]:
        assert fingerprint == hashlib.sha256(photo).hexdigest()


async def test_every_kind_of_file_is_attached_to_an_open_ticket(house: House, a_citizen: Citizens):
    """Sent after the ticket was opened, each reaches the unit."""
    person, unit = await a_citizen(), house.sim.department("construction")
    number = await person.complains()

    for send in (KINDS["image"], KINDS["video"], KINDS["shortvideo"], KINDS["voice"]):
        await person.reads(await send(house.sim, person.name))

    async def all_there() -> bool:
        events = await unit.events("ticket.supplemented", number)
        return bool(events) and len(events[-1].body["data"]["ticket"]["attachments"]) == 4

    assert await eventually(all_there)


def _a_photo_with_its_place() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "A phone"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (39.0, 54.0, 20.0)
    kept = io.BytesIO()
    Image.new("RGB", (64, 48), "gray").save(kept, "JPEG", exif=exif)
    return kept.getvalue()
