"""The alarms of a stack, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ringkeep.domain.alarms.alarms import Alarm, AlarmState, Receiver
from ringkeep.errors import RingkeepError

CONFIRMED = Receiver(protocol="email", endpoint="you@example.com", confirmed=True)


@dataclass
class MemoryAlarms:
    """The Alarms port. `notified` has the reason of each test. `failure` is raised by every method."""

    alarms: list[Alarm] = field(default_factory=list)
    subscribed: list[Receiver] = field(default_factory=lambda: [CONFIRMED])
    notified: list[str] = field(default_factory=list)
    failure: RingkeepError | None = None

    @property
    def topic(self) -> str:
        return "arn:aws:sns:us-east-1:123456789012:dev-AlarmTopic-1"

    def all(self) -> Sequence[Alarm]:
        self._fail()
        return list(self.alarms)

    def receivers(self) -> Sequence[Receiver]:
        self._fail()
        return list(self.subscribed)

    def raise_test_alarm(self, reason: str) -> None:
        self._fail()
        self.notified.append(reason)

    def has(self, label: str, state: AlarmState) -> None:
        """Adds an alarm of the stack `dev`."""
        text = f"{label} means something. Look first at the log."
        name = f"dev-{label}Alarm-1A2B3C"
        self.alarms.append(Alarm(name=name, state=state, description=text, since=1_790_000_000.0))

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure
