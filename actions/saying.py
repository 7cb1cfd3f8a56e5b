"""What the citizen may choose next, in Rasa's notation."""

import json
from typing import Any


def choice(title: str, intent: str, **entities: str) -> dict[str, Any]:
    """One button: taking it says `intent` with these entities."""
    said = json.dumps(entities, ensure_ascii=False) if entities else ""
    return {"title": title, "payload": f"/{intent}{said}"}
