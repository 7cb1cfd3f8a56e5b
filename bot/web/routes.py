"""What an address of ours is: its path, who answers, and who may call."""

from dataclasses import dataclass
from enum import Enum

from aiohttp.typedefs import Handler


class Caller(Enum):
    """How a route knows who is calling."""

    WECHAT = "WeChat's signature"
    DEPARTMENT = "the signature of the department in the path"
    LINK_HOLDER = "an unguessable token in the path"
    OPERATOR = "this machine, or the operator's token"
    PERSON = "the console's own policy, by the page"
    ANYBODY = "nobody is asked: what is said is the same for everybody and holds no secret"


@dataclass(frozen=True)
class Route:
    """One address, and who may call it."""

    method: str
    path: str
    handler: Handler
    caller: Caller
