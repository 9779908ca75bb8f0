"""A token that RingCentral refuses right after its login raises an alarm."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.token_refusals import TokenRefusal
from ringkeep.observability import metrics
from ringkeep.wiring.refused_tokens import report_refused_token

REFUSAL = TokenRefusal(operation="recording-content", message="no", code="OAU-151", until=0.0)


def report() -> None:
    report_refused_token("user-900001", REFUSAL)
    metrics.flush_metrics()


def test_a_refused_token_is_counted_and_logged(
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "download")
    report()
    assert '"TokensRefused":[1.0]' in capsys.readouterr().out
    assert "OAU-151" in caplog.text


@pytest.mark.filterwarnings("ignore:No application metrics")
def test_the_command_line_prints_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_LAMBDA_FUNCTION_NAME", raising=False)
    report()
    assert capsys.readouterr().out == ""
