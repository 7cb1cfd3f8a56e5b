"""What could not be delivered and needs a human."""

from bot.adapters.store import SqlOutbox
from bot.domain.errors import NotFound
from bot.domain.parcels import Addressee, Parcel
from bot.settings import Settings
from bot.wiring.ground import a_database, now


async def undelivered(settings: Settings, again: str) -> list[str]:
    """What needs a human, a line each; `again` names a parcel, or "all", to send once more."""
    async with a_database(settings) as database:
        outbox = SqlOutbox(database)
        parcels = await outbox.needing_a_human()
        chosen = [parcel for parcel in parcels if again in (parcel.id, "all")]
        if again and not chosen:
            raise NotFound(f"没有编号为 {again} 的未送达件。")
        for parcel in chosen:
            await outbox.send_again(parcel.id, now())
    lines = [_line(parcel) for parcel in parcels]
    return [*lines, f"共 {len(parcels)} 件未送达，其中 {len(chosen)} 件已安排再送。"]


def _line(parcel: Parcel) -> str:
    """One undelivered parcel, without its words."""
    to = "市民" if parcel.addressee is Addressee.CITIZEN else parcel.target
    return (
        f"{parcel.id}  {parcel.created_at:%m-%d %H:%M}  {parcel.state.value}  "
        f"给 {to}  工单 {parcel.number or '无'}  试了 {parcel.attempts} 次：{parcel.error}"
    )
