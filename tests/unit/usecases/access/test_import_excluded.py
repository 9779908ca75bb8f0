"""The offer to import what was excluded before a user had a licence."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.authority import NoLongerActive, RightMissing
from ringkeep.domain.access.user_records import UserRecord, UserUnknown
from ringkeep.domain.access.users import Licence
from ringkeep.domain.recordings.offer_jobs import OfferCount, OfferJobState
from ringkeep.usecases.access import import_excluded
from ringkeep.usecases.access.import_excluded import ImportExcluded, NotLicensed, TooManyJobs
from tests.fakes.recordings.offer_jobs import MemoryOfferJobs
from tests.unit.usecases.access.people_setup import COMMAND_LINE, PeopleSetup, by

RECORDED = {Licence.CALL_RECORDING}
SINCE = 1_794_000_000.0


class FixedCount:
    def count(self, record: UserRecord, since: float) -> OfferCount:
        return OfferCount(recordings=7, complete=False)


class Setup(PeopleSetup):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.jobs = MemoryOfferJobs()
        changes = self.change.changes
        self.excluded = ImportExcluded(changes, FixedCount(), self.jobs)


def test_the_import_is_a_job_with_an_audit_entry() -> None:
    setup = Setup()
    boss = setup.add("boss", "administrator")
    ann = setup.add("ann", licences=RECORDED)
    assert setup.excluded.offer(ann.user.id, SINCE).recordings == 7
    job = setup.excluded.start(ann.user.id, SINCE, by(boss))
    assert (job.state, job.user_id, job.total) == (OfferJobState.WAITING, ann.user.id, 7)
    assert setup.jobs.job(job.id) == job
    (write,) = setup.jobs.writes
    (entry,) = write.audit
    assert (entry.action, entry.object.id) == ("users.import_excluded", ann.user.id)
    assert (entry.actor.id, entry.after["job"]) == (boss.user.id, job.id)
    assert write.relies_on == (boss.user,)


def test_who_has_no_licence_gets_no_import() -> None:
    setup = Setup()
    ben = setup.add("ben")
    assert setup.excluded.offer(ben.user.id, SINCE).recordings == 7
    with pytest.raises(NotLicensed, match="Give them one first"):
        setup.excluded.start(ben.user.id, SINCE, COMMAND_LINE)
    assert setup.jobs.jobs == {}


def test_an_unknown_user_has_no_offer() -> None:
    setup = Setup()
    with pytest.raises(UserUnknown):
        setup.excluded.offer("f" * 32, SINCE)
    with pytest.raises(UserUnknown):
        setup.excluded.start("f" * 32, SINCE, COMMAND_LINE)


def test_who_may_not_manage_users_starts_nothing() -> None:
    setup = Setup()
    setup.add("boss", "administrator")
    agent = setup.add("agent", licences=RECORDED)
    with pytest.raises(RightMissing):
        setup.excluded.start(agent.user.id, SINCE, by(agent))


def test_who_was_deactivated_meanwhile_starts_nothing() -> None:
    setup = Setup()
    setup.add("boss", "administrator")
    other = setup.add("other", "administrator")
    ann = setup.add("ann", licences=RECORDED)
    setup.deactivate(other.user.id, COMMAND_LINE)
    with pytest.raises(NoLongerActive):
        setup.excluded.start(ann.user.id, SINCE, by(other))


def test_asking_again_while_a_job_runs_starts_no_second_one() -> None:
    setup = Setup()
    ann = setup.add("ann", licences=RECORDED)
    job = setup.excluded.start(ann.user.id, SINCE, COMMAND_LINE)
    assert setup.excluded.start(ann.user.id, SINCE + 60, COMMAND_LINE) == job
    earlier = setup.excluded.start(ann.user.id, SINCE - 60, COMMAND_LINE)
    assert earlier.id != job.id


def test_the_number_of_open_jobs_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_excluded, "MOST_OPEN", 1)
    setup = Setup()
    ann, ben = setup.add("ann", licences=RECORDED), setup.add("ben", licences=RECORDED)
    setup.excluded.start(ann.user.id, SINCE, COMMAND_LINE)
    with pytest.raises(TooManyJobs):
        setup.excluded.start(ben.user.id, SINCE, COMMAND_LINE)
