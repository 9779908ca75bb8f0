"""What one person may request, so that no one slows the page for the others or runs up its costs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from ringkeep.usecases.clock import Clock
from ringkeep.usecases.live.socket_ports import BudgetsTable

TICKET_INTERVAL: Final = 1.0
"""Seconds between two tickets of a person. A page needs one each time it connects."""
READS_A_MINUTE: Final = 300
"""Five pages that poll every five seconds read 60 times a minute; an account with 25,000 users takes
five requests each time."""
_MINUTE: Final = 60.0


class OverBudget(Exception):
    """The person has to wait. `retry_after` in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many requests: try again in {retry_after} seconds")
        self.retry_after = retry_after


@dataclass(frozen=True)
class PersonBudgets:
    """Counts in the table, since requests of one person reach several processes. A process remembers
    whose budget is used up, so that further requests cost no write."""

    table: BudgetsTable
    clock: Clock
    _used_up: dict[str, int] = field(default_factory=dict)

    def ticket(self, user_id: str) -> None:
        """Raises OverBudget if the person's last ticket is too recent."""
        if not self.table.take_turn(user_id, self.clock.now(), TICKET_INTERVAL):
            raise OverBudget(math.ceil(TICKET_INTERVAL))

    def read(self, user_id: str) -> None:
        """Counts a request. Raises OverBudget if the person has used up this minute's budget."""
        now = self.clock.now()
        minute = int(now // _MINUTE)
        if self._used_up.get(user_id) != minute:
            if self.table.count_read(user_id, minute, READS_A_MINUTE):
                return
            self._used_up[user_id] = minute
        raise OverBudget(math.ceil((minute + 1) * _MINUTE - now))
