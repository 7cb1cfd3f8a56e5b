"""When units work."""

from pydantic import BaseModel, Field, field_validator

from bot.domain.errors import BadSetting
from bot.domain.office_hours import OfficeHours, time_in
from bot.settings.names import variable


class OfficeSettings(BaseModel):
    """Times of day in China, of days that are worked."""

    office_hours: str = Field(
        default="08:30-17:30",
        description="When units work: what they wish to hear in office hours waits for them",
    )
    daily_at: str = Field(
        default="09:00",
        description="When the daily digest of a unit's notices leaves, and Monday's of its answers",
    )

    @property
    def hours(self) -> OfficeHours:
        """Both of them."""
        return OfficeHours.read(self.office_hours, self.daily_at)

    @field_validator("office_hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        try:
            OfficeHours.read(value, "0:00")
        except ValueError:
            name = variable("office_hours")
            raise BadSetting(f"{name} 写法不对：要像 08:30-17:30，先上班，后下班。") from None
        return value

    @field_validator("daily_at")
    @classmethod
    def _is_a_time(cls, value: str) -> str:
        try:
            time_in(value)
        except ValueError:
            raise BadSetting(f"{variable('daily_at')} 写法不对：要像 09:00。") from None
        return value
