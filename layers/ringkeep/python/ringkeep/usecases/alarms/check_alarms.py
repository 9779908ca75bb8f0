"""Shows the alarms and whom they reach, and sends a test notification on the way of a real one."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.alarms.alarms import (
    Alarm,
    Receiver,
    about_receivers,
    are_received,
    not_ok,
    reason_of_test,
)
from ringkeep.domain.model import Model
from ringkeep.usecases.alarms.ports import Alarms


class AlarmsResult(Model):
    """`active` are the alarms in the states ALARM and INSUFFICIENT_DATA, `total` counts all of them.
    `about` says whom they reach. `tested`: a test notification was sent."""

    about: str
    reached: bool
    receivers: tuple[Receiver, ...]
    active: tuple[Alarm, ...]
    total: int
    tested: bool = False


@dataclass(frozen=True)
class CheckAlarms:
    alarms: Alarms

    def show(self) -> AlarmsResult:
        return self._result(*self.alarms.all())

    def test(self) -> AlarmsResult:
        """Sends a test notification, unless no one would receive it. The notification names the alarms
        that are active now, since CloudWatch announced them only once, perhaps to no one."""
        alarms = self.alarms.all()
        result = self._result(*alarms)
        if not result.reached:
            return result
        self.alarms.raise_test_alarm(reason_of_test(alarms))
        return result.model_copy(update={"tested": True})

    def problem(self) -> str:
        """Says why alarms reach no one; empty if they reach someone."""
        receivers = self.alarms.receivers()
        return "" if are_received(receivers) else about_receivers(receivers, self.alarms.topic)

    def _result(self, *alarms: Alarm) -> AlarmsResult:
        receivers = tuple(self.alarms.receivers())
        return AlarmsResult(
            about=about_receivers(receivers, self.alarms.topic),
            reached=are_received(receivers),
            receivers=receivers,
            active=tuple(not_ok(alarms)),
            total=len(alarms),
        )
