"""The ports of the alarms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ringkeep.domain.alarms.alarms import Alarm, Receiver


class Alarms(Protocol):
    """The alarms of the stack and the topic that they notify. Raises ConfigurationError if the stack is
    too old to say which these are, and StorageFailed."""

    @property
    def topic(self) -> str:
        """The name of the topic, as AWS's commands take it."""
        ...

    def all(self) -> Sequence[Alarm]: ...

    def receivers(self) -> Sequence[Receiver]: ...

    def raise_test_alarm(self, reason: str) -> None:
        """Raises the alarm that is there for tests. CloudWatch notifies the topic as for any other
        alarm, and soon sets the state back."""
        ...
