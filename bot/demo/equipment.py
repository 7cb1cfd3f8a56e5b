"""What every part of the demonstration is told: its environment, and a catalogue of its own."""

import json
from pathlib import Path

from ruamel.yaml import YAML

from bot.demo.credentials import demo_secrets, secret_variable
from bot.demo.places import HOST, ROOT, Places
from bot.simulator.config import ONE_TIME_NOTICE

NOTICE = json.dumps(
    {
        "template": ONE_TIME_NOTICE,
        "fields": {"character_string1": "{number}", "thing2": "{words}", "time3": "{time}"},
    }
)
"""The subscription notice that the simulator's account holds."""


def prepare(places: Places, redis_url: str) -> dict[str, str]:
    """Make secrets and the demonstration's catalogue; returns what every part gets to know."""
    secrets_made = demo_secrets(places.data_dir)
    departments = places.data_dir / "departments.yml"
    units = write_departments(ROOT / "departments.yml", departments, places.simulator_url)
    return {
        "HUIYING_DEMO": "true",
        "HUIYING_DATA_DIR": str(places.data_dir),
        "HUIYING_REDIS_URL": redis_url,
        "HUIYING_HOST": HOST,
        "HUIYING_PORT": str(places.gateway_port),
        "HUIYING_DEPARTMENTS_FILE": str(departments),
        "HUIYING_WECHAT_API_URL": places.simulator_url,
        "HUIYING_WECHAT_APP_ID": secrets_made.app_id,
        "HUIYING_WECHAT_APP_SECRET": secrets_made.app_secret,
        "HUIYING_WECHAT_TOKEN": secrets_made.token,
        "HUIYING_WECHAT_AES_KEY": secrets_made.aes_key,
        "HUIYING_WECHAT_NOTICE_TEMPLATE": NOTICE,
        "HUIYING_CITIZEN_KEY": secrets_made.citizen_key,
        **{secret_variable(code): secrets_made.for_department(code) for code, _ in units},
    }


def write_departments(source: Path, target: Path, simulator_url: str) -> list[tuple[str, str]]:
    """Copy the dispatch catalogue, with every unit's deliveries going to the simulator.

    Returns code and name of each unit.
    """
    yaml = YAML()
    yaml.width = 4096
    catalogue = yaml.load(source)
    for unit in catalogue["departments"]:
        unit["deliver"] = {
            "kind": "webhook",
            "url": f"{simulator_url}/hook/{unit['code']}",
            "secret": f"env:{secret_variable(unit['code'])}",
        }
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8") as file:
        yaml.dump(catalogue, file)
    return [(unit["code"], unit["name"]) for unit in catalogue["departments"]]
