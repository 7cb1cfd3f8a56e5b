"""Calls made from our own description of the doors for programs, signed as a unit's system does."""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import requests
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from requests.auth import AuthBase
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
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


@dataclass
class Wanderer:
    """Calls every door of one gateway by its description, rightly and wrongly."""

    url: str
    signer: Signer
    places: Iterator[dict[str, str]]
    other_unit: str
    answers: Counter[str] = field(default_factory=Counter)
    broken: set[str] = field(default_factory=set)
    """What was not as described, each with a way to see it again."""

    def wander(self, of_seed: int, many: int) -> None:
        """`many` right calls and as many wrong ones at each door."""
        schema = schemathesis.openapi.from_url(f"{self.url}/api/openapi.json")
        schema.config.generation.update(with_security_parameters=False)
        drawn = settings(
            max_examples=many,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        for found in schema.get_all_operations():
            operation = found.ok()
            # what asks for nothing cannot be asked wrongly
            for mode in GenerationMode if "{" in operation.path else (GenerationMode.POSITIVE,):
                cases = operation.as_strategy(generation_mode=mode)
                given(cases)(drawn(seed(of_seed)(self._plain())))()

    def _plain(self) -> Callable[[schemathesis.Case], None]:
        def call(case: schemathesis.Case) -> None:
            self._call(case)

        return call

    def _call(self, case: schemathesis.Case) -> None:
        at_home(case, next(self.places), self.other_unit)
        response = case.call(base_url=self.url, auth=self.signer)
        self.answers[f"{case.operation.label.split('/')[-1]} {response.status_code}"] += 1
        try:
            case.validate_response(response, transport_kwargs={"auth": self.signer})
        except FailureGroup as failures:
            self.broken.add(str(failures))
