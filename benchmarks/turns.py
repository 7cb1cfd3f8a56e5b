"""What a message costs a gateway besides its database: processor milliseconds, part by part.

Run as `python -m benchmarks.turns`. The real doors and the real dialogue stand in
one thread, over a store that is a dict; another thread posts one message at a time. What is counted
is the processor time of the gateway's thread, in the cheapest of ten rounds.
"""

import socket
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.bare import ACCOUNT, NAMES, ROOT, Gateway
from benchmarks.kinds import Kind
from benchmarks.post import PostOffice, Push
from bot.adapters.rasa.sources import Sources
from bot.adapters.rasa.training import train

WARM_UP = 40
ROUNDS = 10
LONG = 300
"""The number of the last message of the long conversation."""
LATE = "FAQ, the citizen's 300th message"
DOORWAY = "web: HTTP in and out"
console = Console(highlight=False, width=132)


def parts(gateway: Gateway, pushes: Sequence[Push]) -> dict[str, float]:
    """Milliseconds a message by part, in the cheapest of ROUNDS rounds: others use this machine.

    The first WARM_UP messages do not count.
    """
    with socket.create_connection(("127.0.0.1", gateway.port)) as line:
        for push in pushes[:WARM_UP]:
            _post(line, push.request)
        rounds = [_round(gateway, line, pushes[WARM_UP:][at::ROUNDS]) for at in range(ROUNDS)]
    return min(rounds, key=lambda spent: sum(spent.values()))


def _round(gateway: Gateway, line: socket.socket, pushes: Sequence[Push]) -> dict[str, float]:
    gateway.watch.spent.clear()
    began = gateway.processor_s
    for push in pushes:
        _post(line, push.request)
    whole = gateway.processor_s - began
    spent = dict(gateway.watch.spent)
    spent[DOORWAY] = whole - sum(spent.values())
    return {name: 1000 * seconds / len(pushes) for name, seconds in spent.items()}


def _post(line: socket.socket, request: bytes) -> None:
    line.sendall(request)
    answer = b""
    while b"</xml>" not in answer:
        answer += line.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200"), answer[:100]


def measure(gateway: Gateway, many: int) -> Iterator[tuple[str, dict[str, float]]]:
    """One column after the other: its title, and its milliseconds by part."""
    office = PostOffice(ACCOUNT.app_id, ACCOUNT.token, ACCOUNT.aes_key)
    for kind in Kind:
        pushes = [office.push(kind) for _ in range(many + WARM_UP)]
        if kind is Kind.PLACE:
            parts(gateway, [office.push(Kind.STEP, push.citizen) for push in pushes])
        yield kind.title, parts(gateway, pushes)
    pushes = [office.push(Kind.FAQ) for _ in range(many + WARM_UP)]
    told = [list(Kind)[number % 3].text(number) for number in range(LONG - 1)]
    gateway.lead("somebody", told)
    for push in pushes:
        citizen = NAMES.citizen(push.citizen)
        gateway.listener.memories[citizen] = gateway.listener.memories["somebody"]
    yield LATE, parts(gateway, pushes)


def table(found: Mapping[str, Mapping[str, float]]) -> Table:
    """The columns side by side, the dearest part first."""
    shown = Table(title="Processor milliseconds of a gateway a message, its database left out")
    shown.add_column("part")
    for title in found:
        shown.add_column(title, justify="right")
    names = dict.fromkeys(name for spent in found.values() for name in spent)
    for name in sorted(names, key=lambda name: -max(s.get(name, 0.0) for s in found.values())):
        shown.add_row(name, *(f"{spent.get(name, 0.0):.2f}" for spent in found.values()))
    shown.add_section()
    shown.add_row("all", *(f"{sum(spent.values()):.2f}" for spent in found.values()))
    return shown


def main(
    many: Annotated[int, typer.Option(help="Messages of each kind")] = 500,
    model: Annotated[Path | None, typer.Option(help="A trained model file")] = None,
) -> None:
    """Print what a message costs besides its database."""
    with tempfile.TemporaryDirectory(prefix="huiying-turns-") as name:
        folder = Path(name)
        model = model or train(Sources.in_folder(ROOT), folder / "models").path
        with Gateway(model) as gateway:
            console.print(table(dict(measure(gateway, many))))


if __name__ == "__main__":
    typer.run(main)
