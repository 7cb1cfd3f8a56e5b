"""Ports of this machine that stay ours: whatever answers there is what we started."""

import socket

from bot.demo.places import HOST


def held_port() -> int:
    """A port that nobody listens on, for one that will be listened on soon, or never.

    It stays ours until we end: nobody else is given it meanwhile, also not while what listens
    there is dead. Whoever asks for it by number may listen, as servers reuse addresses.
    """
    return _held(0)


def held_pair() -> int:
    """The first of two such ports in a row, for a `huiying run`: its simulator takes the next."""
    while True:
        first = held_port()
        try:
            _held(first + 1)
        except OSError:
            continue
        return first


def _held(wanted: int) -> int:
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((HOST, wanted))
    except OSError:
        probe.close()
        raise
    port: int = probe.getsockname()[1]
    probe.detach()  # open for good
    return port
