"""Praise: whom, and for what."""

from actions.form import MatterForm


class ValidatePraiseForm(MatterForm):
    """What `praise_form` asks for next."""

    def name(self) -> str:
        return "validate_praise_form"
