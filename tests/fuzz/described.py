"""Calls made from our own description of the doors for programs, signed as a unit's system does."""

import itertools
import time
from dataclasses import dataclass, field

import requests
import schemathesis
from requests.auth import AuthBase
from schemathesis.core.parameters import ParameterLocation

from bot.simulator import webhooks


@dataclass
class Signer(AuthBase):
    """Signs the bytes that are sent, each call under an id of its own."""

    secret: str
    ids: "itertools.count[int]" = field(default_factory=itertools.count)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        sent = body.encode() if isinstance(body, str) else body
        signed = webhooks.sign(self.secret, f"call-{next(self.ids)}", int(time.time()), sent)
        # what was made up for these headers goes: nobody guesses a signature
        request.headers.update(signed)
        return request


def at_home(case: schemathesis.Case, places: dict[str, str], other_unit: str) -> None:
    """Lead a case to a ticket that there is, and from there to a unit that there is.

    What is wrong with it stays wrong.
    """
    if not _is_wrong(case, ParameterLocation.PATH):
        case.path_parameters |= {name: places[name] for name in case.path_parameters}
    if not _is_wrong(case, ParameterLocation.BODY) and isinstance(case.body, dict):
        case.body |= {"to": other_unit} if "to" in case.body else {}


def _is_wrong(case: schemathesis.Case, where: ParameterLocation) -> bool:
    return case.meta is not None and case.meta.is_negative_at(where)
