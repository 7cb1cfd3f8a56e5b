"""How a call to WeChat's API can fail, before it is known what that means for a parcel.

CallFailed
├── NotSent       no connection came about: nothing was sent
├── Unanswered    sent, and no answer came: nobody knows
├── Unavailable   HTTP 5xx, or an answer that is none of the API's
└── Refused       the API answered with one of its error codes
"""

from bot.domain.errors import HuiyingError


class CallFailed(HuiyingError):
    """A call to WeChat's API did not do what it should."""


class NotSent(CallFailed):
    """No connection came about."""


class Unanswered(CallFailed):
    """It was sent, and no answer came."""


class Unavailable(CallFailed):
    """The platform is not itself at the moment."""


class Refused(CallFailed):
    """The API answered with an error code. `rid` is what WeChat's support asks for."""

    def __init__(self, code: int, rid: str = "", said: str = "") -> None:
        super().__init__(f"WeChat error {code}")
        self.code, self.rid, self.said = code, rid, said
