"""How long what citizens wrote is kept."""

from pydantic import BaseModel, Field


class KeepingSettings(BaseModel):
    """In days."""

    keep_messages_days: int = Field(
        default=90,
        ge=30,
        description="Days that answered messages, delivered parcels and departments' calls are "
        "kept; at least 30: they make a repeated message or call harmless",
    )
    keep_conversations_days: int = Field(
        default=30, ge=1, description="Days of silence after which a conversation is forgotten"
    )
    keep_pages_days: int = Field(
        default=180, ge=1, description="Days that the link to a long answer can be read"
    )
    keep_alarms_days: int = Field(default=180, ge=1, description="Days that alarms are kept")
    keep_corrections_days: int = Field(
        default=180,
        ge=1,
        description="Days that a citizen's correction waits for review; accepted ones stay, "
        "as examples",
    )
    keep_bodies_days: int = Field(
        default=30, ge=1, description="Days that bodies which could not be read are kept"
    )
