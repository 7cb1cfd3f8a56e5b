"""Where the demonstration's parts are, and find each other."""

import socket
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"


def free_port(host: str, wanted: int) -> int:
    """`wanted`, or the next port after it that nobody listens on."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port between {wanted} and {wanted + 99}")


@dataclass(frozen=True)
class Places:
    """Where the demonstration's parts find each other."""

    data_dir: Path
    gateway_port: int
    simulator_port: int

    @classmethod
    def free(cls, data_dir: Path, port: int) -> "Places":
        """Places whose ports nobody uses, from `port` on."""
        gateway_port = free_port(HOST, port)
        return cls(data_dir, gateway_port, free_port(HOST, gateway_port + 1))

    @property
    def gateway_url(self) -> str:
        """The gateway's address."""
        return f"http://{HOST}:{self.gateway_port}"

    @property
    def simulator_url(self) -> str:
        """The simulator's address."""
        return f"http://{HOST}:{self.simulator_port}"
