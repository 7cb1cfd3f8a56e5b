"""The knowledge base in memory."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.errors import NotFound, TurnConflict
from bot.domain.releases import Release, Trial, TrialState
from bot.domain.revisions import Draft, Revision, name_of
from bot.domain.shipping import Dispute


class FakeRevisions:
    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}
        self._revisions: list[Revision] = []
        self._draft: Draft | None = None

    async def keep(self, new: Iterable[bytes]) -> None:
        self._contents |= {name_of(one): one for one in new}

    async def contents(self, names: Iterable[str]) -> dict[str, bytes]:
        try:
            return {name: self._contents[name] for name in names}
        except KeyError as error:
            raise NotFound("no such content") from error

    async def add(self, revision: Revision) -> Revision:
        self._revisions.append(replace(revision, id=len(self._revisions) + 1))
        return self._revisions[-1]

    async def revision(self, number: int) -> Revision:
        if not 0 < number <= len(self._revisions):
            raise NotFound("no such revision")
        return self._revisions[number - 1]

    async def revisions(self, limit: int = 50) -> list[Revision]:
        return self._revisions[::-1][:limit]

    async def draft(self) -> Draft | None:
        return self._draft

    async def save(self, draft: Draft, seen: int | None) -> bool:
        if (self._draft.version if self._draft else None) != seen:
            return False
        self._draft = draft
        return True


class FakeReleases:
    def __init__(self) -> None:
        self._releases: list[Release] = []
        self._trials: list[Trial] = []

    async def live(self) -> Release | None:
        return self._releases[-1] if self._releases else None

    async def releases(self, limit: int = 50) -> list[Release]:
        return self._releases[::-1][:limit]

    async def publish(self, release: Release, after: int | None) -> Release:
        live = await self.live()
        if (live.id if live else None) != after:
            raise TurnConflict("somebody else published first")
        self._releases.append(replace(release, id=len(self._releases) + 1))
        return self._releases[-1]

    async def ask(self, trial: Trial) -> Trial:
        self._trials.append(replace(trial, id=len(self._trials) + 1))
        return self._trials[-1]

    async def trial(self, number: int) -> Trial:
        if not 0 < number <= len(self._trials):
            raise NotFound("no such trial")
        return self._trials[number - 1]

    async def trials(self, limit: int = 20) -> list[Trial]:
        return self._trials[::-1][:limit]

    async def take(self, at: datetime, left_before: datetime) -> Trial | None:
        for place, one in enumerate(self._trials):
            left = one.state is TrialState.RUNNING and one.seen_at and one.seen_at < left_before
            if one.state is TrialState.WAITING or left:
                self._trials[place] = replace(one, state=TrialState.RUNNING, seen_at=at)
                return self._trials[place]
        return None

    async def tell(self, trial: Trial) -> None:
        json.dumps(trial.report.as_record() if trial.report else None, allow_nan=False)
        assert trial.id
        self._trials[trial.id - 1] = trial


class FakeShipments:
    def __init__(self) -> None:
        self._brought: list[int] = []
        self._disputes: dict[str, tuple[Dispute, str]] = {}

    async def last(self) -> int | None:
        return max(self._brought, default=None)

    async def record(self, before: int, after: int, items: Iterable[str], at: datetime) -> None:
        self._brought.append(after)
        for item in items:
            known, settled = self._disputes.get(item, (Dispute(item, before, after), ""))
            began = before if settled else known.before
            self._disputes[item] = Dispute(item, began, after), ""

    async def open(self) -> list[Dispute]:
        return [one for _, (one, settled) in sorted(self._disputes.items()) if not settled]

    async def settle(self, dispute: Dispute, how: str, by: str, at: datetime) -> bool:
        known, settled = self._disputes[dispute.item]
        if settled or known.after != dispute.after:
            return False
        self._disputes[dispute.item] = known, how
        return True


class FakeModels:
    def __init__(self) -> None:
        self._models: dict[str, tuple[bytes, Mapping[str, str]]] = {}

    async def keep(self, version: str, model: bytes, beside: Mapping[str, str]) -> None:
        self._models.setdefault(version, (model, beside))

    async def has(self, version: str) -> bool:
        return version in self._models

    async def fetch(self, version: str) -> tuple[bytes, Mapping[str, str]]:
        if version not in self._models:
            raise NotFound("no such model")
        return self._models[version]

    async def forget(self, keep: Sequence[str]) -> int:
        before = len(self._models)
        self._models = {one: kept for one, kept in self._models.items() if one in keep}
        return before - len(self._models)
