"""The commands `service add`, `list`, `test` and `remove`."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from ringkeep.domain.access.keep_in_step import KeepInStep
from ringkeep.domain.accounts.reach import UserReach
from ringkeep.domain.json import JsonValue
from ringkeep.usecases.accounts.user_reach import UserReaches
from tests.unit.cli.command_line import CommandLine, FakeDiagnosis
from tests.unit.domain.accounts.test_reach import COMPANY, LIMITED

GIVEN: dict[str, JsonValue] = {
    "server_url": "https://platform.example.com",
    "client_id": "app",
    "client_secret": "hunter2",
    "users": [{"username": 16505550100, "extension": 101, "password": "hunter2"}],
}
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def cli() -> CommandLine:
    return CommandLine()


def set_stdin(monkeypatch: pytest.MonkeyPatch, text: str | dict[str, JsonValue]) -> None:
    """Replaces standard input, which is then not a terminal."""
    content = text if isinstance(text, str) else json.dumps(text)
    monkeypatch.setattr("sys.stdin", io.StringIO(content))


def test_service_is_added_from_json_on_standard_input(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    set_stdin(monkeypatch, {**GIVEN, "retention_days": 30})
    assert cli.run("service", "add", "default", "--from-json", "-") == 0
    service = cli.services.get("default")
    user = cli.secrets.read(service.secret_arn).users[0]
    assert (user.username, user.extension) == ("16505550100", "101")
    assert service.policy.retention_days == 30
    output = capsys.readouterr().out
    assert "service default added" in output
    assert "first back-fill: arn:backfill" in output


def test_service_is_added_from_a_file(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "service.json"
    file.write_text(json.dumps(GIVEN))
    assert cli.run("service", "add", "default", "--from-json", str(file)) == 0
    assert cli.services.get("default").server_url == "https://platform.example.com"


def test_flags_override_the_json(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    set_stdin(monkeypatch, {**GIVEN, "retention_days": 30})
    flags = ["--retention-days", "60", "--server-url", "https://platform.example.org"]
    flags += ["--backfill-days", "7", "--minimum-duration", "5", "--no-backfill"]
    assert cli.run("service", "add", "default", "--from-json", "-", *flags) == 0
    service = cli.services.get("default")
    assert service.server_url == "https://platform.example.org"
    policy = service.policy
    assert (policy.retention_days, policy.backfill_days) == (60, 7)
    assert policy.minimum_duration_seconds == 5
    assert cli.workflows.backfills == []


def test_adding_a_service_again_updates_it(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    for _ in range(2):
        set_stdin(monkeypatch, GIVEN)
        assert cli.run("service", "add", "default", "--from-json", "-") == 0
    assert "service default updated" in capsys.readouterr().out


def test_secrets_are_prompted_for_without_echo(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions: list[str] = []

    def answer(question: str) -> str:
        questions.append(question)
        return "answer"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("ringkeep.cli.credentials.getpass", answer)
    flags = ["--server-url", "https://platform.example.com", "--client-id", "app"]
    assert cli.run("service", "add", "a", *flags) == 0
    assert cli.run("service", "add", "b", *flags, "--username", "+1", "--extension", "1") == 0
    assert questions == ["client secret: ", "JWT: ", "client secret: ", "password: "]
    user = cli.secrets.read(cli.services.get("b").secret_arn).users[0]
    assert (user.username, user.extension) == ("+1", "1")


def test_secrets_may_be_read_from_files(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "jwt").write_text("token\n")
    (tmp_path / "secret").write_text("hunter2\n")
    flags = ["--server-url", "https://platform.example.com", "--client-id", "app"]
    flags += ["--jwt-file", str(tmp_path / "jwt")]
    flags += ["--client-secret-file", str(tmp_path / "secret")]
    assert cli.run("service", "add", "default", *flags) == 0
    connection = cli.secrets.read(cli.services.get("default").secret_arn)
    assert connection.client_secret.get_secret_value() == "hunter2"
    jwt = connection.users[0].jwt
    assert jwt is not None
    assert jwt.get_secret_value() == "token"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "standard input does not contain a JSON object"),
        ("hunter2", "does not contain a JSON object"),
        ('["hunter2"]', "does not contain a JSON object"),
        ({}, "server_url: Field required"),
        ({**GIVEN, "server_url": "https://h.example/restapi"}, "has a path"),
        ({**GIVEN, "server_url": "http://h.example"}, "only a loopback server may use http"),
        ({**GIVEN, "server_url": "https://me:hunter2@h.example"}, "user name or password"),
        ({**GIVEN, "client_secret": ""}, "client_secret: "),
        ({**GIVEN, "users": []}, "users: "),
        ({**GIVEN, "users": [{"jwt": "hunter2", "username": "x"}]}, "either a jwt"),
        ({**GIVEN, "users": [{"username": "hunter2"}]}, "needs a password"),
        ({**GIVEN, "users": "hunter2"}, "users: "),
        ({**GIVEN, "passwrod": "hunter2"}, "passwrod: Extra inputs"),
        ({**GIVEN, "retention_days": 0}, "retention_days: "),
    ],
)
def test_invalid_input_is_reported_without_quoting_secrets(
    cli: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    text: str | dict[str, JsonValue],
    reason: str,
) -> None:
    set_stdin(monkeypatch, text)
    assert cli.run("service", "add", "default", "--from-json", "-") == 2
    message = capsys.readouterr().err
    assert reason in message
    assert "hunter2" not in message
    assert message.count("\n") == 1
    assert cli.secrets.kept == []


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        ([], "give --from-json, or --server-url and --client-id"),
        (["--server-url", "https://h.example", "--client-id", "a"], "there is no terminal"),
        (["--from-json", "no-such-file"], "no-such-file cannot be read: No such file"),
    ],
)
def test_missing_input_is_reported(
    cli: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    flags: list[str],
    reason: str,
) -> None:
    set_stdin(monkeypatch, "")
    assert cli.run("service", "add", "default", *flags) == 2
    assert reason in capsys.readouterr().err


def test_binary_file_is_reported(cli: CommandLine, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "x").write_bytes(b"\xff\xfe\x00")
    assert cli.run("service", "add", "default", "--from-json", str(tmp_path / "x")) == 2
    assert "it is not text" in capsys.readouterr().err


def test_invalid_name_is_reported(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    set_stdin(monkeypatch, GIVEN)
    assert cli.run("service", "add", "No Good", "--from-json", "-") == 2
    assert "not a valid service name" in capsys.readouterr().err


def test_services_are_listed(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert cli.run("service", "list") == 0
    assert "no service is connected yet" in capsys.readouterr().out
    set_stdin(monkeypatch, GIVEN)
    cli.run("service", "add", "default", "--from-json", "-")
    capsys.readouterr()
    assert cli.run("service", "list") == 0
    lines = capsys.readouterr().out.splitlines()
    head = ["NAME", "SERVER", "ADDED", "RETENTION", "BACK-FILL", "LICENSED", "IN", "STEP"]
    assert lines[0].split() == head
    assert lines[1].split()[-2:] == ["everyone", "no"]
    assert "https://platform.example.com" in lines[1]
    cli.run("service", "list", "--json")
    assert json.loads(capsys.readouterr().out)[0]["name"] == "default"


def test_the_list_says_which_new_extensions_become_users(
    connected: CommandLine, capsys: Capture
) -> None:
    setting = KeepInStep(security_profile="agent", site="s-1")
    service = connected.services.get("default")
    connected.services.put(service.keeping_in_step(setting))
    capsys.readouterr()
    connected.run("service", "list")
    assert capsys.readouterr().out.rstrip().endswith("site s-1, agent")


@pytest.fixture
def connected(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    set_stdin(monkeypatch, GIVEN)
    cli.run("service", "add", "default", "--from-json", "-")
    return cli


def test_service_without_problems_is_ready(connected: CommandLine, capsys: Capture) -> None:
    assert connected.run("service", "test", "default") == 0
    output = capsys.readouterr().out
    assert "user-1: ready" in output
    assert "account a1, plan RingEX Premium" in output
    assert "granted: ReadAccounts, ReadCallLog" in output


def test_one_user_who_is_not_ready_fails_the_test(connected: CommandLine, capsys: Capture) -> None:
    problem = "the password grant is closed: use a JWT"
    connected.diagnoses.append(
        FakeDiagnosis(user="user-2", ok=False, problems=[problem], scopes=(), account=None)
    )
    assert connected.run("service", "test", "default") == 1
    output = capsys.readouterr().out
    assert "user-1: ready" in output
    assert f"user-2: not ready\n  ! {problem}" in output


def test_users_who_see_a_part_of_the_company_are_named(
    connected: CommandLine, capsys: Capture
) -> None:
    keep_reach(connected, **{"user-1": LIMITED, "user-2": COMPANY})
    assert connected.run("service", "test", "default") == 0
    output = capsys.readouterr().out
    assert "! user-1 does not see the whole company: the role reaches only Site-2." in output
    assert "Calls are found as user-2" in output


def test_service_whose_users_see_a_part_of_the_company_fails_the_test(
    connected: CommandLine, capsys: Capture
) -> None:
    keep_reach(connected, **{"user-1": LIMITED})
    assert connected.run("service", "test", "default") == 1
    output = capsys.readouterr().out
    assert "! No user of this service sees the whole company. Only the calls that user-1" in output


def test_status_names_users_who_see_a_part_of_the_company(
    connected: CommandLine, capsys: Capture
) -> None:
    keep_reach(connected, **{"user-1": LIMITED})
    assert connected.run("status") == 0
    output = capsys.readouterr().out
    assert "! default: No user of this service sees the whole company." in output
    assert connected.run("status", "--json") == 0
    (status,) = json.loads(capsys.readouterr().out)
    assert status["partial_view"] is True
    assert len(status["users"]) == 2


def keep_reach(cli: CommandLine, **users: UserReach) -> None:
    UserReaches(cli.states, cli.clock).remember("default", users, list(users))


@pytest.mark.parametrize("command", [["test"], ["remove", "--yes"]])
def test_unknown_service_is_reported(cli: CommandLine, capsys: Capture, command: list[str]) -> None:
    assert cli.run("service", *command, "unknown") == 2
    assert "there is no service 'unknown'" in capsys.readouterr().err


def test_service_is_removed_with_yes(connected: CommandLine, capsys: Capture) -> None:
    assert connected.run("service", "remove", "default", "--yes") == 0
    assert connected.services.list() == []
    assert "recordings and history stay" in capsys.readouterr().out


def test_removed_service_is_unsubscribed(connected: CommandLine) -> None:
    connected.run("service", "remove", "default", "--yes")
    assert connected.unsubscribed == ["default"]


def test_service_is_removed_even_if_its_subscription_cannot_be_deleted(
    connected: CommandLine, capsys: Capture
) -> None:
    connected.subscription_problem = "RingCentral does not answer"
    assert connected.run("service", "remove", "default", "--yes") == 0
    assert connected.services.list() == []
    assert "RingCentral does not answer" in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "remaining", "code"), [("y", 0, 0), ("", 1, 1), ("no", 1, 1)])
def test_remove_asks_for_confirmation(
    connected: CommandLine, monkeypatch: pytest.MonkeyPatch, answer: str, remaining: int, code: int
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    assert connected.run("service", "remove", "default") == code
    assert len(connected.services.list()) == remaining


def test_remove_without_a_terminal_needs_yes(connected: CommandLine, capsys: Capture) -> None:
    assert connected.run("service", "remove", "default") == 2
    assert "give --yes" in capsys.readouterr().err
