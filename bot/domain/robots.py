"""A group robot's address is its key: two spellings of one address are one robot."""

from urllib.parse import parse_qsl, unquote, urlsplit

USUAL_PORTS = {"https": 443, "http": 80}


def same_robot(one: str, other: str) -> bool:
    """Whether both addresses lead to the same robot, as far as their spelling can tell."""
    return key_of(one) == key_of(other)


def key_of(address: str) -> str:
    """The same for every spelling of a robot's address; as secret as the address is."""
    return repr(_place(address))


def _place(address: str) -> tuple[object, ...]:
    """What machines make of it: case of scheme and host, the usual port, a slash at the end, the
    order of the query, escapes and what stands behind # change nothing."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port or USUAL_PORTS.get(parts.scheme)
    except ValueError:
        return (address,)
    host = (parts.hostname or "").rstrip(".")
    query = sorted(parse_qsl(parts.query, keep_blank_values=True))
    return parts.scheme, host, port, unquote(parts.path).rstrip("/"), *query
