"""How staff and admins visit the console, and who may publish what they wrote."""

from pydantic import BaseModel, Field


class ConsoleSettings(BaseModel):
    """Visits end by themselves."""

    console_idle_minutes: int = Field(
        default=480,
        ge=5,
        le=1440,
        description="Minutes without a step after which somebody must sign in to the console again",
    )
    console_idle_minutes_of_admins: int = Field(
        default=30, ge=5, le=1440, description="The same for whoever keeps the accounts"
    )
    console_hours: int = Field(
        default=12,
        ge=1,
        le=24,
        description="Hours after which everybody must sign in to the console again",
    )
    two_persons_publish: bool = Field(
        default=False,
        description="Whether nobody may publish what they wrote in the knowledge base themselves",
    )
