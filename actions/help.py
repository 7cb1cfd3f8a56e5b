"""Calls for help: what is needed, where, and how to reach the citizen."""

from actions.form import MatterForm


class ValidateHelpForm(MatterForm):
    """What `help_form` asks for next."""

    def name(self) -> str:
        return "validate_help_form"
