"""Reads the call log's extract, which returns records in order of modification, if the account offers
it."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.paging import Trail
from ringkeep.domain.recordings.retry_delays import DAY
from ringkeep.domain.recordings.walks import OVERLAP
from ringkeep.errors import (
    BadRequest,
    EndlessPaging,
    InvalidAnswer,
    NoSlot,
    NotFound,
    PermissionMissing,
    TokenRefused,
    Unavailable,
)
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.recordings.call_log_reading import (
    LINK_LIMIT,
    PageWriter,
    Place,
    PollResult,
    Target,
)

_RETRY = DAY
"""If RingCentral refuses the extract, it is tried again a day later: it is rolled out account by
account."""


@dataclass(frozen=True)
class ExtractReader:
    writer: PageWriter
    clock: Clock

    def read(
        self, target: Target, place: StateDocument[Place], deadline: float
    ) -> tuple[PollResult, bool]:
        """Returns what was read, and whether the poll is complete. If it is not, the list must be read
        in this run."""
        nothing = PollResult(source="poll")
        refused = place.value.extract_refused_at
        if place.value.walk or (refused and self.clock.now() - refused < _RETRY):
            return nothing, False
        read = [nothing]
        try:
            return self._pages(target, place, deadline, read), True
        except EndlessPaging:
            self._refuse(place)
            return read[-1].model_copy(update={"endless": 1}), False
        except (NotFound, PermissionMissing):
            self._refuse(place)
        except BadRequest:
            self._refused_token(place)
        except (InvalidAnswer, TokenRefused, Unavailable):
            pass  # the list may still work; if it fails as well, that error is reported
        return read[-1], False

    def _pages(
        self,
        target: Target,
        place: StateDocument[Place],
        deadline: float,
        read: list[PollResult],
    ) -> PollResult:
        """Appends the result after each page to `read`, so that it is known after an error."""
        more = True
        while more:
            try:
                more = self._page(target, place, deadline, read)
            except NoSlot:
                return read[-1].model_copy(update={"used_extract_sync": True, "finished": False})
        return read[-1].model_copy(update={"used_extract_sync": True})

    def _page(
        self,
        target: Target,
        place: StateDocument[Place],
        deadline: float,
        read: list[PollResult],
    ) -> bool:
        """Returns whether there are newer records. Raises EndlessPaging if the pages lead nowhere."""
        began, token = self.clock.now(), place.value.sync_token
        since = (place.value.watermark or began - DAY + OVERLAP) - OVERLAP
        page = target.log.extract(token, since, deadline)
        recorded, begun = self.writer.write(target, "poll", page.records)
        read.append(read[-1].after_page(len(page.records), recorded, begun))
        if len(page.sync_token) > LINK_LIMIT:
            raise InvalidAnswer("the sync token of the extract is too long")
        if not page.newer_records_exist:
            place.save(sync_token=page.sync_token, watermark=began, extract_trail=Trail())
            return False
        trail = place.value.extract_trail
        if token is not None and not trail.pages:
            trail = trail.starting_at(token)
        trail = trail.after(page.records, page.sync_token)
        if trail.problem:
            raise EndlessPaging(f"the extract of the call log does not end: {trail.problem}")
        place.save(sync_token=page.sync_token, extract_trail=trail)
        return True

    def _refuse(self, place: StateDocument[Place]) -> None:
        place.save(extract_refused_at=self.clock.now(), sync_token=None, extract_trail=Trail())

    def _refused_token(self, place: StateDocument[Place]) -> None:
        """After a refused token, the next poll starts a full sync. A refused full sync is not offered."""
        if place.value.sync_token is None:
            self._refuse(place)
        else:
            place.save(sync_token=None, extract_trail=Trail())
