"""How a setting is called in the environment."""

PREFIX = "HUIYING_"


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{name.upper()}"
