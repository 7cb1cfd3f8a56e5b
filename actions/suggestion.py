"""Suggestions: what should change."""

from actions.form import MatterForm


class ValidateSuggestionForm(MatterForm):
    """What `suggestion_form` asks for next."""

    def name(self) -> str:
        return "validate_suggestion_form"
