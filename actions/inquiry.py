"""Inquiries that no known answer settles: what is asked."""

from actions.form import MatterForm


class ValidateInquiryForm(MatterForm):
    """What `inquiry_form` asks for next."""

    def name(self) -> str:
        return "validate_inquiry_form"
