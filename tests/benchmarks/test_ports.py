"""Ports that stay ours: nobody else is given them, and what we start may listen there."""

import socket

import pytest
from aiohttp import web

from benchmarks.ports import held_pair, held_port
from bot.demo.places import HOST, Places
from bot.web.server import listen


def test_a_held_port_is_given_to_nobody_else():
    """A stranger on it would answer for the process that is measured."""
    port = held_port()

    with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
        stranger.bind((HOST, port))


async def test_what_is_told_a_held_port_listens_there():
    """Holding it is in nobody's way who is meant."""
    runner = await listen(web.Application(), HOST, held_port())

    assert runner.addresses
    await runner.cleanup()


def test_a_demonstration_takes_both_ports_of_a_pair(tmp_path):
    """The simulator listens on the one behind the gateway's."""
    first = held_pair()

    places = Places.free(tmp_path, first)

    assert (places.gateway_port, places.simulator_port) == (first, first + 1)
