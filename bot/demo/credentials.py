"""Secrets of the demonstration, which nobody has to make up."""

import base64
import hashlib
import hmac
import json
import os
import secrets
import string
from dataclasses import asdict, dataclass
from pathlib import Path

LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True)
class DemoSecrets:
    """What a real account would give us. `departments` is the seed of every unit's secret."""

    app_id: str
    app_secret: str
    token: str
    aes_key: str
    citizen_key: str
    departments: str

    def for_department(self, code: str) -> str:
        """This unit's webhook secret, in Standard Webhooks form."""
        digest = hmac.digest(self.departments.encode(), code.encode(), hashlib.sha256)
        return "whsec_" + base64.b64encode(digest).decode()


def demo_secrets(folder: Path) -> DemoSecrets:
    """The demonstration's secrets: made once, readable by this user only."""
    path = folder / "demo-secrets.json"
    if path.is_file():
        return DemoSecrets(**json.loads(path.read_text()))
    made = DemoSecrets(
        app_id="wx" + secrets.token_hex(8),
        app_secret=secrets.token_hex(16),
        token=secrets.token_hex(12),
        aes_key="".join(secrets.choice(LETTERS) for _ in range(42)) + "A",
        citizen_key=secrets.token_hex(32),
        departments=secrets.token_hex(32),
    )
    folder.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(made), file)
    return made


def secret_variable(code: str) -> str:
    """The environment variable that holds this unit's secret in the demonstration."""
    return f"HUIYING_DEMO_{code.upper()}_SECRET"
