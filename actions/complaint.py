"""Complaints and reports: what happened, and where."""

from actions.form import MatterForm


class ValidateComplaintForm(MatterForm):
    """What `complaint_form` asks for next."""

    def name(self) -> str:
        return "validate_complaint_form"
