"""The campaigns, by name."""

from collections.abc import Mapping

from tests.faults.campaigns import kills
from tests.faults.campaigns.base import Campaign

CAMPAIGNS: Mapping[str, Campaign] = {one.name: one for one in (kills.CAMPAIGN,)}
