"""A version of a scorecard never changes, so it is read once."""

from __future__ import annotations

import pytest

from ringkeep.errors import StoredDataInvalid
from ringkeep.usecases.evaluation.scorecard_versions import ScorecardVersions
from tests.unit.api.evaluation_client import CARD, EvaluationClient


def test_a_version_is_read_once() -> None:
    client = EvaluationClient()
    contents = ScorecardVersions(client.api.scorecards)
    assert contents(client.scorecard, 1) == CARD
    client.api.scorecards._versions.clear()
    assert contents(client.scorecard, 1) == CARD
    with pytest.raises(StoredDataInvalid):
        contents(client.scorecard, 2)


def test_a_process_keeps_a_few() -> None:
    client = EvaluationClient()
    contents = ScorecardVersions(client.api.scorecards)
    for _ in range(40):
        assert contents(client.activated(CARD), 1) == CARD
    assert len(contents._kept) <= 30
