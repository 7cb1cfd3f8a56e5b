"""How long a citizen waits, and how much one citizen is answered."""

from pydantic import BaseModel, Field


class TalkingSettings(BaseModel):
    """In seconds, minutes and hours, as each name says."""

    patience_s: float = Field(
        default=1.5,
        gt=0,
        le=4.5,
        description="Seconds a reply may take and still be passive; WeChat cuts at 5",
    )
    people_after_s: int = Field(
        default=120,
        ge=0,
        le=3600,
        description="Seconds that messages wait for a dialogue that broke down; "
        "after that they go to people",
    )
    session_minutes: int = Field(
        default=30, ge=1, le=1440, description="Minutes of silence after which a conversation ends"
    )
    in_person_hours: int = Field(
        72,
        ge=1,
        le=720,
        description="Hours without a step of the person who took a case in the console, "
        "after which the bot speaks in it again",
    )
    time_to_join_s: int = Field(
        default=180,
        ge=0,
        le=3600,
        description="Seconds that a unit is not told of a new ticket while its writer is asked "
        "whether to join others; 0: told at once",
    )
    messages_per_minute: int = Field(
        default=10,
        ge=0,
        description="Messages of one citizen that get their turn within a minute; the rest are "
        "kept and answered a little later; 0: no limit",
    )
    messages_per_hour: int = Field(
        default=60,
        ge=0,
        description="Messages of one citizen that get a turn within an hour; the rest are kept "
        "for a human; 0: no limit",
    )
