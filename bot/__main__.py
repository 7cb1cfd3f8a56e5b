"""The command `huiying`: what can be typed, in the order in which `huiying --help` tells it."""

import sys
from collections.abc import Callable, Sequence

import typer

from bot.domain.errors import HuiyingError
from bot.terminal import mistyped
from bot.terminal.commands import knowledge, letters, menu, operating, parts, people, understanding
from bot.terminal.screen import complain

app = typer.Typer(
    help="回应：微信公众号上为市民办事的机器人。 A citizen-service bot on WeChat.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
COMMANDS: Sequence[Callable[..., None]] = (
    parts.run,
    parts.gateway,
    parts.worker,
    parts.simulator,
    understanding.train,
    understanding.parse,
    understanding.drift,
    letters.similar,
    understanding.explain,
    understanding.corrections,
    letters.import_letters,
    understanding.evaluate,
    letters.replay,
    operating.undelivered,
    operating.reconcile,
    operating.openapi,
    operating.doctor,
)
for command in COMMANDS:
    app.command()(command)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(menu.app, name="menu")
app.add_typer(people.app, name="people")


def main() -> None:
    """Run the command; an error of ours is one sentence, not a trace."""
    try:
        sys.exit(app(sys.argv[1:] or ["--help"], prog_name="huiying", standalone_mode=False))
    except mistyped.UsageError as error:
        complain(mistyped.sentence(error))
    except HuiyingError as error:
        complain(str(error))
    sys.exit(2)


if __name__ == "__main__":
    main()
