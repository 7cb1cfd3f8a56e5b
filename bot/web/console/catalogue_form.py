"""A unit of the dispatch catalogue as its form was sent."""

import re
from collections.abc import Iterator

from bot.domain.dispatch import Catalogue, Clause, Department
from bot.domain.unit_rules import MOST_CLAUSES, clause_id
from bot.web.console.counted import number_of
from bot.web.console.visit import Form

SPARE = 3
"""Empty rows below the clauses that there are."""
_BETWEEN = re.compile(r"[、，,；;\s]+")


def typed(form: Form, code: str, catalogue: Catalogue) -> Department:
    """What stands in the form; a row without a title and words is no clause."""
    return Department(
        code=code,
        name=form["name"],
        parent=form["parent"] or None,
        clauses=tuple(_clauses(form, code, catalogue)),
        also_called=_words(form["also_called"]),
        areas=_words(form["areas"]),
    )


def _clauses(form: Form, code: str, catalogue: Catalogue) -> Iterator[Clause]:
    known = {one.id for one in unit.clauses} if (unit := catalogue.units.get(code)) else set()
    made: list[str] = []
    for row in range(min(number_of(form["rows"]), MOST_CLAUSES + SPARE)):
        title, words = form[f"title-{row}"], _words(form[f"words-{row}"])
        if not title and not words:
            continue
        name = form[f"id-{row}"]
        if name not in known:
            name = clause_id(code, catalogue, made)
            made.append(name)
        yield Clause(name, title, form[f"basis-{row}"] or None, words)


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, _BETWEEN.split(text))))
