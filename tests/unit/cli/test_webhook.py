"""`webhook show` and `webhook rotate-key`."""

from __future__ import annotations

import pytest

from ringkeep.cli.stack import addresses_of
from tests.unit.cli.command_line import CommandLine
from tests.unit.usecases.recordings.call_log_setup import service


def connected(*names: str) -> CommandLine:
    line = CommandLine()
    for name in names:
        line.services.put(service(name))
    line.webhook_keys.ensure(names)
    return line


def test_a_rotation_adds_an_address_and_prints_no_key(capsys: pytest.CaptureFixture[str]) -> None:
    line = connected("main", "other")
    assert line.run("webhook", "rotate-key", "main") == 0
    assert line.run("webhook", "show") == 0
    written = capsys.readouterr().out
    keys = line.webhook_keys.all()
    assert (len(keys["main"].valid), len(keys["other"].valid)) == (2, 1)
    assert "five minutes" in written
    assert not any(key in written for each in keys.values() for key in each.valid)


def test_repeating_a_rotation_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    line = connected("main")
    line.run("webhook", "rotate-key", "main")
    keys = line.webhook_keys.all()
    assert line.run("webhook", "rotate-key", "main") == 0
    assert line.webhook_keys.all() == keys
    assert "under way" in capsys.readouterr().out


def test_all_services_are_rotated() -> None:
    line = connected("main", "other")
    assert line.run("webhook", "rotate-key", "--all") == 0
    assert all(keys.next for keys in line.webhook_keys.all().values())


@pytest.mark.parametrize("arguments", [(), ("main", "--all"), ("unknown",)])
def test_a_service_must_be_named_and_exist(arguments: tuple[str, ...]) -> None:
    assert connected("main").run("webhook", "rotate-key", *arguments) == 2


@pytest.mark.parametrize("rotating", [False, True])
def test_a_removed_service_is_unsubscribed_at_each_of_its_addresses(rotating: bool) -> None:
    line = connected("main")
    if rotating:
        line.webhook_keys.rotate("main")
    url = "https://hooks.example.com/webhooks/ringcentral/{service}/{key}"
    keys = line.webhook_keys.all()
    assert addresses_of(url, "main", keys) == [
        f"https://hooks.example.com/webhooks/ringcentral/main/{key}" for key in keys["main"].valid
    ]
    assert addresses_of(url, "old", keys) == [url.replace("{service}", "old")]


def test_without_keys_the_command_says_when_they_come(capsys: pytest.CaptureFixture[str]) -> None:
    assert CommandLine().run("webhook", "show") == 0
    assert "five minutes" in capsys.readouterr().out
