"""What people and tests see of the simulator: plain records, the same on both ends of the wire."""

from dataclasses import dataclass, field
from typing import Any, Literal

Side = Literal["citizen", "account", "platform"]
Channel = Literal["", "passive", "customer_service", "subscription", "template"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One tappable line of a msgmenu."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a notice card."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """One thing in a citizen's chat, in the order it appeared.

    kind: text image voice video location link file music news menu notice hint fault.
    side: who it stands for; `platform` for the service-fault banner and grey hints.
    channel: how a bubble of the account came; empty for the others.
    """

    index: int
    side: Side
    kind: str
    at: float
    text: str = ""
    channel: Channel = ""
    title: str = ""
    url: str = ""
    media_id: str = ""
    seconds: int = 0
    latitude: float = 0.0
    longitude: float = 0.0
    choices: tuple[Choice, ...] = ()
    fields: tuple[Field, ...] = ()
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the callback said to one try; `status` is None when it said nothing in time."""

    status: int | None
    body: str
    plain: str  # decrypted, or the body again
    problem: str  # empty, or why the platform refuses it
    elapsed_s: float


@dataclass(frozen=True, slots=True)
class Exchange:
    """One push with all its tries.

    index: of the citizen's own bubble (of an event: of the last bubble before it), so that
    `wait_for_bubble(citizen, after=exchange.index)` finds the reply however it came.
    """

    citizen: str
    kind: str
    msg_id: str
    index: int
    tries: int
    status: int | None
    passive_reply: Bubble | None
    error_banner: bool
    problem: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """How many customer-service messages the account may still send, and how long (seconds)."""

    left: int
    open_for_s: float


@dataclass(frozen=True, slots=True)
class Citizen:
    openid: str
    name: str
    follows: bool
    accepts_notices: bool
    permits: dict[str, int]  # consents left, per subscription template; -1 is long-term


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One raw exchange, both directions. `plain` holds what encryption hides.

    kind: push (platform to product), api (product to platform), hook, robot (product to
    department), act (department to product).
    """

    id: int
    at: float
    kind: Literal["push", "api", "hook", "robot", "act"]
    name: str
    ok: bool
    problem: str
    elapsed_ms: int
    request: dict[str, Any]
    response: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DepartmentEvent:
    """One event a department took; `deliveries` counts how often the same id came.

    number: of the ticket; empty for an alarm. body: the newest one, whole.
    """

    index: int
    id: str
    type: str
    number: str
    department: str
    at: float
    body: dict[str, Any]
    deliveries: int = 1


@dataclass(frozen=True, slots=True)
class ActResult:
    """What the product said to a step of a department."""

    department: str
    number: str
    verb: str
    key: str
    status: int | None
    body: dict[str, Any]
    at: float
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.status == 200

    @property
    def state(self) -> str | None:
        return self.body.get("state")

    @property
    def error(self) -> str | None:
        """The code of the error, when the product refused."""
        error = self.body.get("error")
        return error.get("code") if isinstance(error, dict) else None


@dataclass(frozen=True, slots=True)
class RobotMessage:
    """What a group robot posted into its group."""

    index: int
    platform: Literal["wecom", "dingtalk", "feishu"]
    department: str
    at: float
    kind: str
    title: str
    text: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """A call that is to go wrong: `times` more times, or until cleared when None."""

    id: int
    target: str
    times: int | None
    skip: int = 0
    code: int | None = None
    message: str = ""
    status: int | None = None
    html: bool = False
    hang_s: float = 0.0
    drop: bool = False
    after_effect: bool = False


@dataclass(frozen=True, slots=True)
class Switches:
    """What can be turned while the simulator runs."""

    callback_url: str
    mode: str
    aes_key: str | None
    token: str
    certified: bool
    retry_after_s: float
    tries: int
    retry_repeats_signature: bool
    template_result: str
    advanced_s: float
