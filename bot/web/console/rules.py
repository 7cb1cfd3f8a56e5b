"""A rule of who hears what, as fields of a form."""

from bot.domain.telling import News, Rule, When
from bot.web.console.visit import Form


def rule_in(form: Form, name: str) -> Rule:
    """The rule that was sent under this name; what is not offered is left out."""
    ticked = form.all(f"{name}:news")
    when = form[f"{name}:when"]
    return Rule(
        frozenset(one for one in News if one.value in ticked),
        When(when) if when in set(When) else When.NOW,
    )
