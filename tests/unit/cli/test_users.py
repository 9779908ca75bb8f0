"""The commands `user add`, `invite`, `list`, `disable`, `enable` and `remove`."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from ringkeep.cli.people import People
from ringkeep.cli.stack import people_of_stack
from ringkeep.domain.access.audit import ActorKind
from ringkeep.domain.access.pool_tasks import PoolUser
from ringkeep.domain.access.profiles import ADMINISTRATOR, AGENT, MANAGER
from ringkeep.domain.access.users import Licence
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.usecases.accounts.account_history import AccountHistory
from tests.unit.cli.command_line import CommandLine

EMAIL = "sam@example.com"
ACCOUNT = AccountRef("main", "a1")


@pytest.fixture
def cli() -> CommandLine:
    return CommandLine()


def add_service(cli: CommandLine, *extensions: str) -> None:
    cli.services.put(Service(name="main", server_url="https://p.example.com", secret_arn="a"))
    if extensions:
        AccountHistory(cli.states).remember(ACCOUNT)
        new = (Extension(id=each) for each in extensions)
        cli.extensions.write(
            ACCOUNT, [ExtensionRow(extension=it, added_at=1.0, changed_at=1.0) for it in new]
        )


def in_pool(cli: CommandLine, email: str = EMAIL) -> PoolUser:
    found = cli.pool.find(email)
    assert found is not None
    return found


def typed(monkeypatch: pytest.MonkeyPatch, text: str = "Secret123456") -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_new_person_gets_an_invitation_at_once(
    cli: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run("user", "add", EMAIL, "--role", "Manager") == 0
    assert cli.user(EMAIL).user.security_profile == MANAGER.id
    assert cli.user(EMAIL).user.sub == in_pool(cli).sub
    assert cli.pool.mails == [EMAIL]
    assert "temporary password" in capsys.readouterr().out


def test_new_person_is_told_how_long_the_password_is_valid(
    cli: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run("user", "add", EMAIL, "--role", "Manager")
    assert "valid for 7 days" in capsys.readouterr().out
    cli.clock.advance(3_600)
    cli.run("user", "add", EMAIL, "--role", "Agent")
    assert f"`ringkeep user invite {EMAIL}`" in capsys.readouterr().out


def test_changes_are_audited_as_the_command_line_s(cli: CommandLine) -> None:
    cli.run("user", "add", EMAIL, "--role", "Administrator")
    cli.run("user", "add", "two@example.com", "--role", "Agent")
    cli.run("user", "disable", "two@example.com")
    entries = {entry.action: entry.actor for entry in cli.store.entries.values()}
    for action in ("users.add", "users.deactivate"):
        actor = entries[action]
        assert (actor.kind, actor.name) == (ActorKind.COMMAND_LINE, "arn:aws:iam::1:user/owner")


def test_invitation_is_sent_again(cli: CommandLine, capsys: pytest.CaptureFixture[str]) -> None:
    cli.run("user", "add", EMAIL, "--role", "Manager")
    assert cli.run("user", "invite", "Sam@Example.com") == 0
    assert cli.pool.mails == [EMAIL, EMAIL]
    assert "valid for 7 days" in capsys.readouterr().out


def test_someone_who_has_signed_in_is_not_invited(
    cli: CommandLine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch)
    cli.run("user", "add", EMAIL, "--role", "Agent", "--password-stdin")
    assert cli.run("user", "invite", EMAIL) == 0
    assert cli.pool.mails == []
    assert "Forgot your password?" in capsys.readouterr().out


@pytest.mark.parametrize("prepare", ["unknown", "disabled"])
def test_someone_unknown_or_disabled_cannot_be_invited(cli: CommandLine, prepare: str) -> None:
    if prepare == "disabled":
        cli.run("user", "add", EMAIL, "--role", "Agent")
        cli.run("user", "disable", EMAIL)
    assert cli.run("user", "invite", EMAIL) == 2


def test_the_daily_limit_adds_the_person_and_says_when_they_are_invited(
    cli: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.pool.mails_left = 0
    assert cli.run("user", "add", EMAIL, "--role", "Agent") == 0
    assert "no more e-mail today" in capsys.readouterr().err
    assert cli.user(EMAIL).user.active
    assert cli.run("user", "invite", EMAIL) == 1
    assert len(cli.store.tasks) == 1


def test_an_address_that_cognito_refuses_is_reported(
    cli: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.pool.refused.add(EMAIL)
    assert cli.run("user", "add", EMAIL, "--role", "Agent") == 2
    assert "check the address" in capsys.readouterr().err


def test_agent_gets_an_extension(cli: CommandLine) -> None:
    add_service(cli, "42")
    flags = ("--role", "Agent", "--service", "main", "--extension-id", "42")
    assert cli.run("user", "add", EMAIL, *flags) == 0
    (held,) = cli.user(EMAIL).assignments
    assert held.extension == Owner("main", "a1", "42")
    assert held.period.covers(date(2000, 1, 1))


def test_an_extension_that_is_not_listed_yet_is_not_forgotten(
    cli: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    add_service(cli)
    flags = ("--role", "Agent", "--service", "main", "--extension-id", "42")
    assert cli.run("user", "add", EMAIL, *flags) == 0
    assert "main 42: it is not listed yet" in capsys.readouterr().out
    (wish,) = cli.tasks.wishes()
    assert (wish.user_id, wish.extension_id) == (cli.user(EMAIL).user.id, "42")
    cli.run("user", "list")
    assert "main 42: it is not listed yet" in capsys.readouterr().out


def test_another_extension_takes_the_place_of_the_former(cli: CommandLine) -> None:
    add_service(cli, "42", "43")
    for number in ("42", "43", "43"):
        flags = ("--role", "Agent", "--service", "main", "--extension-id", number)
        assert cli.run("user", "add", EMAIL, *flags) == 0
    (held,) = cli.user(EMAIL).assignments
    assert held.extension.extension_id == "43"


def test_with_a_first_day_the_former_extension_ends_the_day_before(cli: CommandLine) -> None:
    add_service(cli, "42", "43")
    flags = ("--role", "Agent", "--service", "main", "--extension-id")
    cli.run("user", "add", EMAIL, *flags, "42")
    assert cli.run("user", "add", EMAIL, *flags, "43", "--first-day", "2026-12-01") == 0
    days = {each.extension.extension_id: each.period for each in cli.user(EMAIL).assignments}
    assert days["42"].last_day == date(2026, 11, 30)
    assert days["43"].first_day == date(2026, 12, 1)


def test_an_extension_of_someone_else_is_refused(
    cli: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    add_service(cli, "42")
    flags = ("--role", "Agent", "--service", "main", "--extension-id", "42")
    cli.run("user", "add", EMAIL, *flags)
    assert cli.run("user", "add", "two@example.com", *flags) == 2
    assert "A user has this extension" in capsys.readouterr().err
    assert cli.store.user_id_of_email("two@example.com") == ""


def test_extension_of_an_unknown_service_is_refused(cli: CommandLine) -> None:
    flags = ("--role", "Agent", "--service", "main", "--extension-id", "42")
    assert cli.run("user", "add", EMAIL, *flags) == 2
    assert cli.store.records == {}


def test_options_that_do_not_fit_are_refused(cli: CommandLine) -> None:
    extension = ("--service", "main", "--extension-id", "42")
    for flags in (
        ("--role", "Agent", "--service", "main"),
        ("--role", "Agent", "--profile", "Agent"),
        ("--role", "Agent", "--first-day", "2026-01-01"),
        ("--role", "Agent", *extension, "--first-day", "2026-01-02", "--last-day", "2026-01-01"),
        ("--profile", "King"),
        (),
    ):
        assert cli.run("user", "add", EMAIL, *flags) == 2
    assert cli.store.records == {}


def test_unknown_role_is_refused(cli: CommandLine) -> None:
    with pytest.raises(SystemExit):
        cli.run("user", "add", EMAIL, "--role", "King")


def test_a_profile_a_name_and_licences_are_given(cli: CommandLine) -> None:
    flags = ("--profile", "limited administrator", "--name", "Sam Lee")
    licences = ("--licence", "call_recording", "--licence", "evaluation")
    assert cli.run("user", "add", EMAIL, *flags, *licences) == 0
    user = cli.user(EMAIL).user
    assert (user.name, user.security_profile) == ("Sam Lee", "limited-administrator")
    assert user.licences == set(Licence)
    cli.run("user", "add", EMAIL, "--licence", "evaluation")
    user = cli.user(EMAIL).user
    assert (user.name, user.security_profile) == ("Sam Lee", "limited-administrator")
    assert user.licences == {Licence.EVALUATION}


def test_password_is_read_from_standard_input(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "Secret123456\n")
    assert cli.run("user", "add", EMAIL, "--role", "Agent", "--password-stdin") == 0
    assert cli.pool.passwords[EMAIL] == "Secret123456"
    assert cli.pool.mails == []
    assert cli.user(EMAIL).user.sub == in_pool(cli).sub
    assert cli.store.tasks == {}


def test_a_password_of_someone_in_the_pool_is_replaced(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.run("user", "add", EMAIL, "--role", "Agent")
    typed(monkeypatch)
    cli.run("user", "add", "Sam@example.com", "--role", "Agent", "--password-stdin")
    assert len(cli.pool.users) == 1
    assert in_pool(cli).signed_in


def test_empty_password_is_refused(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "")
    assert cli.run("user", "add", EMAIL, "--role", "Agent", "--password-stdin") == 2


def test_person_is_disabled_enabled_and_removed(
    cli: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run("user", "add", EMAIL, "--role", "Agent")
    assert cli.run("user", "disable", EMAIL) == 0
    assert not in_pool(cli).enabled
    assert not cli.user(EMAIL).user.active
    assert cli.run("user", "enable", EMAIL) == 0
    assert in_pool(cli).enabled
    assert cli.run("user", "remove", EMAIL) == 0
    assert cli.pool.users == {}
    assert not cli.user(EMAIL).user.active
    capsys.readouterr()
    cli.run("user", "list")
    assert EMAIL not in capsys.readouterr().out
    cli.run("user", "list", "--all")
    assert EMAIL in capsys.readouterr().out


def test_someone_removed_can_be_added_again(cli: CommandLine) -> None:
    cli.run("user", "add", EMAIL, "--role", "Agent")
    cli.run("user", "remove", EMAIL)
    assert cli.run("user", "add", EMAIL, "--role", "Manager") == 0
    user = cli.user(EMAIL).user
    assert (user.active, user.security_profile, user.sub) == (True, MANAGER.id, in_pool(cli).sub)
    assert cli.pool.mails == [EMAIL, EMAIL]


def test_the_last_administrator_stays(cli: CommandLine, capsys: pytest.CaptureFixture[str]) -> None:
    cli.run("user", "add", EMAIL, "--role", "Administrator")
    for command in (("disable",), ("remove",), ("add", "--role", "Agent")):
        assert cli.run("user", *command, EMAIL) == 2
        assert "last administrator" in capsys.readouterr().err
    assert in_pool(cli).enabled


def test_unknown_address_is_refused(cli: CommandLine) -> None:
    for command in ("disable", "enable", "remove"):
        assert cli.run("user", command, EMAIL) == 2


def test_list_shows_roles_and_extensions(
    cli: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run("user", "list") == 0
    assert "no people yet" in capsys.readouterr().out
    cli.run("user", "add", EMAIL, "--role", "Agent")
    cli.pool.put("older@example.com")
    capsys.readouterr()
    cli.run("user", "list")
    assert EMAIL in capsys.readouterr().out
    assert cli.run("user", "list", "--json") == 0
    rows = {row["email"]: row for row in json.loads(capsys.readouterr().out)}
    assert (rows[EMAIL]["role"], rows[EMAIL]["enabled"]) == ("Agent", True)
    assert rows["older@example.com"]["role"] is None


def test_the_template_s_first_administrator_is_invited_before_any_schedule(
    cli: CommandLine,
) -> None:
    """`make deploy` does it as soon as the console stands."""
    cli.pool.put("You@example.com", "Administrator")
    assert cli.run("user", "invite", "You@example.com") == 0
    user = cli.user("you@example.com").user
    assert user.security_profile == ADMINISTRATOR.id
    assert cli.pool.mails == ["You@example.com"]


def test_people_of_an_older_stack_are_reached_before_any_schedule(cli: CommandLine) -> None:
    cli.run("user", "add", "root@example.com", "--role", "Administrator")
    cli.pool.put(EMAIL, "Agent", signed_in=True)
    assert cli.run("user", "disable", EMAIL) == 0
    user = cli.user(EMAIL).user
    assert (user.security_profile, user.active) == (AGENT.id, False)
    assert not in_pool(cli).enabled


def test_a_group_means_nothing_once_the_older_people_are_users(cli: CommandLine) -> None:
    cli.run("user", "add", "root@example.com", "--role", "Administrator")
    cli.people().older(cli.clock.now() + 60)
    cli.pool.put(EMAIL, "Administrator")
    assert cli.run("user", "invite", EMAIL) == 2


def test_a_stack_of_version_010_has_to_be_updated_first(
    cli: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    def people() -> People:
        return people_of_stack(SimpleNamespace(settings=SimpleNamespace(people_table_name="")))  # type: ignore[arg-type]

    cli.people = people  # type: ignore[method-assign]
    assert cli.run("user", "list") == 2
    assert "update it first" in capsys.readouterr().err


def test_console_is_published(cli: CommandLine) -> None:
    assert cli.run("console", "publish", "web/dist") == 0
    assert cli.console.published == [Path("web/dist")]
