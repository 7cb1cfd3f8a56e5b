"""The same news once more: for a person, for one more group, or for later."""

from dataclasses import replace
from datetime import datetime

from bot.domain.parcels import LATER, Addressee, Parcel, ParcelState, same_id

UNIT, EVENT, WAY, ALONE = "unit", "event", "way", "alone"
"""Marks in a copy's body: whose news it is, the id of the event's own parcel, by which way it goes
(OWN or a group's id), and that the unit's own way does not carry it as well."""
OWN = "own"


def copy_by(way: str, parcel: Parcel, at: datetime, now: datetime) -> Parcel:
    """For the unit itself, by its OWN way or that of one more group."""
    return _copy(parcel, Addressee.DEPARTMENT, parcel.target, way, at, at > now)


def copy_for(person: str, parcel: Parcel, at: datetime, now: datetime) -> Parcel:
    """For somebody of the unit, by a robot of their own."""
    return _copy(parcel, Addressee.PERSON, person, OWN, at, at > now)


def back_to_the_unit(parcel: Parcel, now: datetime) -> Parcel:
    """What did not reach a person, for their unit's own way, at once: the same for all whom this
    event did not reach."""
    unit = str(parcel.body[UNIT])
    return _copy(parcel, Addressee.DEPARTMENT, unit, OWN, now, False)


def _copy(
    parcel: Parcel, addressee: Addressee, target: str, way: str, at: datetime, later: bool
) -> Parcel:
    """Made twice it is the same. Patience counts from its moment.

    What leaves later waits in a lane with all that leaves by this way then; what leaves now waits
    behind nothing.
    """
    event = str(parcel.body.get(EVENT, parcel.id))
    copy_id = f"evt_{same_id(event, addressee, target, way)}"
    return replace(
        parcel,
        id=copy_id,
        addressee=addressee,
        target=target,
        lane=f"{LATER}{target} {way} {at:%Y%m%d%H%M}" if later else copy_id,
        body={UNIT: parcel.target, EVENT: event, **parcel.body, WAY: way},
        created_at=at,
        due_at=at,
        state=ParcelState.WAITING,
        attempts=0,
        error=None,
    )
