"""The campaigns, by name."""

from collections.abc import Mapping

from tests.faults.campaigns import (
    away,
    clock,
    hang,
    kills,
    overload,
    pairs,
    redis,
    rolling,
    secrets,
)
from tests.faults.campaigns.base import Campaign

CAMPAIGNS: Mapping[str, Campaign] = {
    one.name: one
    for one in (
        kills.CAMPAIGN,
        pairs.CAMPAIGN,
        secrets.CAMPAIGN,
        away.CAMPAIGN,
        rolling.CAMPAIGN,
        overload.CAMPAIGN,
        clock.CAMPAIGN,
        hang.CAMPAIGN,
        redis.CAMPAIGN,
    )
}
