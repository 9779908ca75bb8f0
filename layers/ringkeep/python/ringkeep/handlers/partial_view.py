"""Reports services whose users together see only a part of the company."""

from __future__ import annotations

from collections.abc import Sequence

from ringkeep.domain.accounts.services import Service
from ringkeep.errors import RingkeepError
from ringkeep.observability import count, log_failure, logger
from ringkeep.usecases.accounts.user_reach import UserReaches


def report_reach(reaches: UserReaches, services: Sequence[Service]) -> None:
    """Counts 1 for each such service, and 0 for the others, so that the alarm ends."""
    for service in services:
        try:
            reach = reaches.of(service.name)
        except RingkeepError as error:
            log_failure("the reach is not readable", error, ringcentral_service=service.name)
            continue
        count("PartialView", int(reach.partial))
        if reach.partial:
            extra = {"ringcentral_service": service.name, "sentences": reach.sentences}
            logger.warning("a service sees only a part of the company", extra=extra)
