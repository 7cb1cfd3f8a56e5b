"""How a text is understood, put into words and figures that a person or a program can read."""

from collections.abc import Mapping
from typing import Any

from bot.domain import emergency
from bot.domain.dispatch import Catalogue
from bot.domain.habits import Habits, suggest
from bot.domain.personal_data import mask
from bot.domain.tickets import Type
from bot.services.ports.dialogue import Dialogue, Understanding

FAQ = "faq"
TYPES = frozenset(kind.value for kind in Type)


async def describe(
    text: str, dialogue: Dialogue, catalogue: Catalogue, habits: Habits | None = None
) -> dict[str, Any]:
    """One object: type, intent, confidence, alternatives, faq, departments, emergency, model.

    `type` is one of the six types of appeal or None; a known question counts as an inquiry.
    Confidences and scores are in 0..1.
    """
    understood = await dialogue.parse(mask(text).text)
    urgent = emergency.recognise(text)
    return {
        "type": type_of(understood),
        "intent": understood.intent,
        "confidence": round(understood.confidence, 4),
        "alternatives": [
            {"intent": name, "confidence": round(confidence, 4)}
            for name, confidence in understood.ranking[:5]
            if name != understood.intent
        ],
        "faq": _best_faq(understood),
        "departments": [
            {"code": s.department, "score": round(s.score, 4), "reason": s.reason}
            for s in suggest(text, None, catalogue, habits)
        ],
        "emergency": urgent.kind if urgent else None,
        "model": understood.model,
    }


def type_of(understood: Understanding) -> str | None:
    """The type of appeal that an understanding amounts to."""
    if understood.intent == FAQ:
        return Type.INQUIRY.value
    return understood.intent if understood.intent in TYPES else None


def _best_faq(understood: Understanding) -> Mapping[str, Any] | None:
    if not understood.faq:
        return None
    key, confidence = understood.faq[0]
    return {"key": key, "confidence": round(confidence, 4)}
