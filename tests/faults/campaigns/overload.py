"""More messages than anybody can answer: whatever is taken is kept, in time, and it passes."""

import asyncio
import random
import time
from collections.abc import Sequence

from benchmarks.driver import Answer, at_rate
from benchmarks.kinds import Kind
from benchmarks.post import PostOffice
from tests.faults import spool
from tests.faults.campaigns.base import Campaign
from tests.faults.crew import Crew
from tests.faults.direct import doors_of, kept, office_of
from tests.faults.figures import Figure, at_least, in_time, none_late, none_of, told
from tests.faults.watch import Watch

METHOD = (
    "500 messages a second at a steady rate (open loop: a message's time runs from when it was "
    "due) at two gateways, questions, complaints and matters without a place, each from a citizen "
    "of its own, sealed before the clock runs. Departments and WeChat's API take everything at "
    "once. At least half of the messages must be taken. After the last one a question every 0.2 s "
    "asks whether the house answers again at once (three right passive answers in a row). In the "
    "end every message that got a 200 must have a row with an outcome."
)
A_SECOND = 500
SECONDS = 30
KINDS = (Kind.FAQ, Kind.FAQ, Kind.FAQ, Kind.TICKET, Kind.STEP)
IN_TIME_S = 4.5
RECOVERED_S = 10.0
IN_A_ROW = 3
PAUSE_S = 0.2
LONGEST_S = 300.0


async def run(crew: Crew, watch: Watch, chance: random.Random, messages: int) -> Sequence[Figure]:
    """So many messages at 500 a second."""
    office = office_of(crew)
    pushes = [office.push(chance.choice(KINDS)) for _ in range(messages)]
    watch.say("the flood")
    flood = await at_rate(doors_of(crew), pushes, A_SECOND, most_behind_s=LONGEST_S)
    watch.advance(messages)
    ended = time.perf_counter()
    watch.say("after the flood")
    await _answers_at_once(crew, office)
    recovered_s = time.perf_counter() - ended
    await crew.rest(LONGEST_S)
    drained_s = time.perf_counter() - ended
    taken = [answer.push for answer in flood.answers if answer.status == 200]
    found = await kept(crew, taken)
    return [
        *_answered(flood.answers, office),
        told("messages a second, sent", round(len(pushes) / flood.seconds)),
        none_of("lost", found.lost(taken)),
        none_of("doubled", found.doubled(taken)),
        in_time("answers at once again after", recovered_s, RECOVERED_S),
        told("everything answered after (s)", round(drained_s, 1)),
        none_of("left in the spool", spool.files(crew.folder)),
    ]


def _answered(answers: Sequence[Answer], office: PostOffice) -> list[Figure]:
    late = [answer.push.citizen for answer in answers if answer.seconds > IN_TIME_S]
    times = sorted(answer.seconds for answer in answers)
    taken = [answer for answer in answers if answer.status == 200]
    right = [answer for answer in taken if _is_right(answer, office)]
    return [
        told("messages", len(answers)),
        # a house that refuses everybody would be in time, too
        at_least("taken (200)", len(taken), len(answers) // 2),
        told("answered at once", len(right)),
        told("refused or unanswered", len(answers) - len(taken)),
        none_late(f"answers later than {IN_TIME_S} s", late),
        told("p50 (s)", round(times[len(times) // 2], 2)),
        told("p99 (s)", round(times[len(times) * 99 // 100], 2)),
        told("slowest (s)", round(times[-1], 2)),
    ]


async def _answers_at_once(crew: Crew, office: PostOffice) -> None:
    """Return when the house answers a question passively, several times in a row."""
    row = 0
    async with asyncio.timeout(LONGEST_S):
        while row < IN_A_ROW:
            probe = await at_rate(doors_of(crew), [office.push(Kind.FAQ)], 1)
            row = row + 1 if _is_right(probe.answers[0], office) else 0
            await asyncio.sleep(PAUSE_S)


def _is_right(answer: Answer, office: PostOffice) -> bool:
    return answer.status == 200 and answer.push.kind.is_right(office.opened(answer.body))


CAMPAIGN = Campaign(
    name="overload",
    method=METHOD,
    run=run,
    size=A_SECOND * SECONDS,
    counts="messages",
    simulated=False,
)
