"""How long a ticket may take, in working days."""

from bot.domain.tickets import Type

WORKING_DAYS = {
    Type.INQUIRY: 3,
    Type.HELP: 3,
    Type.COMPLAINT: 13,
    Type.SUGGESTION: 13,
    Type.REPORT: 13,
    Type.PRAISE: 13,
}
"""Working days from intake to the answer. Sample values: a city sets its own."""

SAME_DAY = 0
"""An emergency is answered on the day it comes in."""
