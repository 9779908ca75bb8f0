"""`service add`, `list`, `test`, `remove`."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from ringkeep.domain.json import JsonValue
from tests.unit.cli.bench import Bench, FakeDiagnosis

GIVEN: dict[str, JsonValue] = {
    "server_url": "https://platform.example.com",
    "client_id": "app",
    "client_secret": "hunter2",
    "users": [{"username": 16505550100, "extension": 101, "password": "hunter2"}],
}
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def given(monkeypatch: pytest.MonkeyPatch, text: str | dict[str, JsonValue]) -> None:
    """On the standard input, which is then no terminal."""
    content = text if isinstance(text, str) else json.dumps(text)
    monkeypatch.setattr("sys.stdin", io.StringIO(content))


def test_a_service_is_added_from_json_on_the_standard_input(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    given(monkeypatch, {**GIVEN, "retention_days": 30})
    assert bench.run("service", "add", "default", "--from-json", "-") == 0
    service = bench.services.get("default")
    user = bench.secrets.read(service.secret_arn).users[0]
    assert (user.username, user.extension) == ("16505550100", "101")
    assert service.policy.retention_days == 30
    told = capsys.readouterr().out
    assert "service default added" in told
    assert "first back-fill: arn:backfill" in told


def test_a_service_is_added_from_a_file(bench: Bench, tmp_path: Path) -> None:
    file = tmp_path / "service.json"
    file.write_text(json.dumps(GIVEN))
    assert bench.run("service", "add", "default", "--from-json", str(file)) == 0
    assert bench.services.get("default").server_url == "https://platform.example.com"


def test_flags_win_over_the_json(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {**GIVEN, "retention_days": 30})
    flags = ["--retention-days", "60", "--server-url", "https://platform.example.org"]
    flags += ["--backfill-days", "7", "--minimum-duration", "5", "--no-backfill"]
    assert bench.run("service", "add", "default", "--from-json", "-", *flags) == 0
    service = bench.services.get("default")
    assert service.server_url == "https://platform.example.org"
    policy = service.policy
    assert (policy.retention_days, policy.backfill_days) == (60, 7)
    assert policy.minimum_duration_seconds == 5
    assert bench.workflows.backfills == []


def test_adding_again_updates(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    for _ in range(2):
        given(monkeypatch, GIVEN)
        assert bench.run("service", "add", "default", "--from-json", "-") == 0
    assert "service default updated" in capsys.readouterr().out


def test_secrets_are_asked_for_without_echo(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return "answer"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("ringkeep.cli.credentials.getpass", answer)
    flags = ["--server-url", "https://platform.example.com", "--client-id", "app"]
    assert bench.run("service", "add", "a", *flags) == 0
    assert bench.run("service", "add", "b", *flags, "--username", "+1", "--extension", "1") == 0
    assert asked == ["client secret: ", "JWT: ", "client secret: ", "password: "]
    user = bench.secrets.read(bench.services.get("b").secret_arn).users[0]
    assert (user.username, user.extension) == ("+1", "1")


def test_secrets_may_be_read_from_files(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "jwt").write_text("token\n")
    (tmp_path / "secret").write_text("hunter2\n")
    flags = ["--server-url", "https://platform.example.com", "--client-id", "app"]
    flags += ["--jwt-file", str(tmp_path / "jwt")]
    flags += ["--client-secret-file", str(tmp_path / "secret")]
    assert bench.run("service", "add", "default", *flags) == 0
    connection = bench.secrets.read(bench.services.get("default").secret_arn)
    assert connection.client_secret.get_secret_value() == "hunter2"
    jwt = connection.users[0].jwt
    assert jwt is not None
    assert jwt.get_secret_value() == "token"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the standard input does not hold a JSON object"),
        ("hunter2", "does not hold a JSON object"),
        ('["hunter2"]', "does not hold a JSON object"),
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
def test_what_cannot_be_used_is_one_sentence_that_quotes_no_secret(
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
    text: str | dict[str, JsonValue],
    why: str,
) -> None:
    given(monkeypatch, text)
    assert bench.run("service", "add", "default", "--from-json", "-") == 2
    told = capsys.readouterr().err
    assert why in told
    assert "hunter2" not in told
    assert told.count("\n") == 1
    assert bench.secrets.kept == []


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        ([], "give --from-json, or --server-url and --client-id"),
        (["--server-url", "https://h.example", "--client-id", "a"], "there is no terminal"),
        (["--from-json", "no-such-file"], "no-such-file cannot be read: No such file"),
    ],
)
def test_what_is_not_given_is_told(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: Capture, flags: list[str], why: str
) -> None:
    given(monkeypatch, "")
    assert bench.run("service", "add", "default", *flags) == 2
    assert why in capsys.readouterr().err


def test_a_file_that_is_no_text_is_told(bench: Bench, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "x").write_bytes(b"\xff\xfe\x00")
    assert bench.run("service", "add", "default", "--from-json", str(tmp_path / "x")) == 2
    assert "it is not text" in capsys.readouterr().err


def test_a_name_that_cannot_be_used_is_told(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    given(monkeypatch, GIVEN)
    assert bench.run("service", "add", "No Good", "--from-json", "-") == 2
    assert "not a valid service name" in capsys.readouterr().err


def test_services_are_listed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert bench.run("service", "list") == 0
    assert "no service is connected yet" in capsys.readouterr().out
    given(monkeypatch, GIVEN)
    bench.run("service", "add", "default", "--from-json", "-")
    capsys.readouterr()
    assert bench.run("service", "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["NAME", "SERVER", "ADDED", "RETENTION", "BACK-FILL"]
    assert "https://platform.example.com" in lines[1]
    bench.run("service", "list", "--json")
    assert json.loads(capsys.readouterr().out)[0]["name"] == "default"


@pytest.fixture
def connected(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    given(monkeypatch, GIVEN)
    bench.run("service", "add", "default", "--from-json", "-")
    return bench


def test_a_service_that_works_is_ready(connected: Bench, capsys: Capture) -> None:
    assert connected.run("service", "test", "default") == 0
    told = capsys.readouterr().out
    assert "user-1: ready" in told
    assert "account a1, plan RingEX Premium" in told
    assert "granted: ReadAccounts, ReadCallLog" in told


def test_one_user_who_is_not_ready_fails_the_test(connected: Bench, capsys: Capture) -> None:
    problem = "the password grant is closed: use a JWT"
    connected.diagnoses.append(
        FakeDiagnosis(user="user-2", ok=False, problems=[problem], scopes=(), account=None)
    )
    assert connected.run("service", "test", "default") == 1
    told = capsys.readouterr().out
    assert "user-1: ready" in told
    assert f"user-2: not ready\n  ! {problem}" in told


@pytest.mark.parametrize("command", [["test"], ["remove", "--yes"]])
def test_an_unknown_service_is_told(bench: Bench, capsys: Capture, command: list[str]) -> None:
    assert bench.run("service", *command, "nobody") == 2
    assert "there is no service 'nobody'" in capsys.readouterr().err


def test_a_service_is_removed_when_it_is_meant(connected: Bench, capsys: Capture) -> None:
    assert connected.run("service", "remove", "default", "--yes") == 0
    assert connected.services.list() == []
    assert "recordings and history stay" in capsys.readouterr().out


def test_a_removed_service_is_unsubscribed(connected: Bench) -> None:
    connected.run("service", "remove", "default", "--yes")
    assert connected.unsubscribed == ["default"]


def test_a_subscription_that_cannot_be_ended_stops_no_removal(
    connected: Bench, capsys: Capture
) -> None:
    connected.subscription_problem = "RingCentral does not answer"
    assert connected.run("service", "remove", "default", "--yes") == 0
    assert connected.services.list() == []
    assert "RingCentral does not answer" in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "left", "code"), [("y", 0, 0), ("", 1, 1), ("no", 1, 1)])
def test_removing_asks_first(
    connected: Bench, monkeypatch: pytest.MonkeyPatch, answer: str, left: int, code: int
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    assert connected.run("service", "remove", "default") == code
    assert len(connected.services.list()) == left


def test_removing_without_a_terminal_needs_yes(connected: Bench, capsys: Capture) -> None:
    assert connected.run("service", "remove", "default") == 2
    assert "give --yes" in capsys.readouterr().err
