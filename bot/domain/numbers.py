"""The public number of a ticket, such as 20261123-4821-07."""

import re
import secrets
import unicodedata
from datetime import datetime

SHAPE = r"[0-9]{8}-[0-9]{4}-[0-9]{2}"
PATTERN = re.compile(rf"(?<!\d){SHAPE}(?!\d)")
LOOSE = re.compile(r"(?<!\d)(\d{8})[-—–－ ]?(\d{4})[-—–－ ]?(\d{2})(?!\d)")


def new_number(at: datetime) -> str:
    """A number for a ticket opened at `at`: the local day and six random digits.

    Two tickets of one day may draw the same: the store refuses the second, and the turn
    is taken again.
    """
    digits = f"{secrets.randbelow(1_000_000):06}"
    return f"{at:%Y%m%d}-{digits[:4]}-{digits[4:]}"


def find_number(text: str) -> str | None:
    """The first ticket number in `text`, also when the citizen left the dashes out."""
    found = LOOSE.search(unicodedata.normalize("NFKC", text))
    return "-".join(found.groups()) if found else None
