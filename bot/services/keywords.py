"""What a message means that is a keyword and nothing else."""

from bot.domain.replies import Choice
from bot.services.desk import Desk


def meant(text: str, desk: Desk) -> tuple[str, Choice | None]:
    """What the dialogue shall hear instead: other words, or a known question taken by its key.

    A question whose answer has expired or is gone is asked in the citizen's own words.
    """
    keyword = desk.shelf.keywords.of_text(text)
    if keyword is None:
        return text, None
    if keyword.says:
        return keyword.says, None
    entry = desk.entry(keyword.question)
    if entry is None:
        return text, None
    return text, Choice(entry.question, "faq_chosen", {"faq_key": entry.key, "asked": text})
