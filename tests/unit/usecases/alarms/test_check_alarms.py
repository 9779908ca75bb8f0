"""A test notification is sent if someone receives it, and names the alarms that are active."""

from __future__ import annotations

from ringkeep.domain.alarms.alarms import AlarmState
from ringkeep.usecases.alarms.check_alarms import CheckAlarms
from tests.fakes.alarms.alarms import CONFIRMED, MemoryAlarms

PENDING = CONFIRMED.model_copy(update={"confirmed": False})


def test_test_notification_names_active_alarms() -> None:
    alarms = MemoryAlarms()
    alarms.has("PollSilent", AlarmState.ALARM)
    alarms.has("Quarantine", AlarmState.OK)
    result = CheckAlarms(alarms).test()
    assert result.tested
    assert [alarm.label for alarm in result.active] == ["PollSilent"]
    assert len(alarms.notified) == 1
    assert "PollSilent (ALARM)" in alarms.notified[0]


def test_nothing_is_sent_if_no_one_receives_it() -> None:
    for receivers in ([], [PENDING]):
        alarms = MemoryAlarms(subscribed=receivers)
        assert not CheckAlarms(alarms).test().tested
        assert alarms.notified == []
        assert "no one" in CheckAlarms(alarms).problem()


def test_there_is_no_problem_if_someone_receives_alarms() -> None:
    assert CheckAlarms(MemoryAlarms()).problem() == ""
