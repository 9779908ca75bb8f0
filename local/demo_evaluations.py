"""The demo's evaluations: two scorecards, and eight weeks of evaluations of the older calls."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx

from local.demo_older_calls import OlderCalls
from local.demo_report import Check
from local.environment import ROOT
from local.front import Front
from local.processes import StackFailed, run_logged
from local.progress import PATIENCE_SECONDS
from local.sign_in import Person, access_token

_FILES: Final = ROOT / "docs" / "scorecards"
_SALES: Final = "Sales"
_SCORECARDS: Final = {"": "support-call.yaml", _SALES: "sales-call.yaml"}
"""By the team that is scored with it; the first one is for all others."""
_WEEKS: Final = timedelta(weeks=12)
_PAUSE_SECONDS: Final = 0.5


@dataclass(frozen=True)
class LoadedEvaluations:
    """`made`: how many there are, of so many `calls`. `released`: so many of them have a score that people
    may see."""

    made: int = 0
    calls: int = 0
    released: int = 0


@dataclass(frozen=True)
class Evaluating:
    """The people who set it up: an administrator, and the evaluator of most calls."""

    front: Front
    administrator: Person
    evaluator: Person

    def load(self, older: OlderCalls, service: str) -> LoadedEvaluations:
        """Adds the scorecards and puts the evaluations into the stack. Raises StackFailed."""
        with self._api() as api:
            scorecards = {team: _added(api, file) for team, file in _SCORECARDS.items()}
        if not older.described:
            return LoadedEvaluations()
        wanted = {
            "service": service,
            "evaluator": self.evaluator.email,
            "scorecards": scorecards,
            "recordings": [
                (str(each["account_id"]), str(each["recording_id"])) for each in older.described
            ],
        }
        command = [sys.executable, "-m", "local.prepared_evaluations"]
        environment = self.front.stack.product_environment
        loaded = json.loads(run_logged(command, environment, json.dumps(wanted)))
        return LoadedEvaluations(calls=len(older.described), **loaded)

    def check(self, check: Check, loaded: LoadedEvaluations) -> None:
        """The report follows within seconds. Notes a problem if it does not count all of them."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        with self._api() as api:
            while (counted := _reported(api)) != loaded.released and time.monotonic() < deadline:
                time.sleep(_PAUSE_SECONDS)
        check.evaluations, check.reported = loaded.made, counted
        if loaded.made < loaded.calls:
            check.problems.append(f"only {loaded.made} of {loaded.calls} older calls are evaluated")
        if counted != loaded.released:
            check.problems.append(
                f"the report on scores counts {counted} evaluations, not {loaded.released}"
            )

    def _api(self) -> httpx.Client:
        token = access_token(self.front.stack, self.front.url, self.administrator)
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=self.front.url, headers=headers, timeout=60, trust_env=False)


def _added(api: httpx.Client, file: str) -> str:
    """Adds a scorecard and makes it active. Returns its id."""
    content = (_FILES / file).read_bytes()
    answer = api.post(
        "/v1/scorecards", content=content, headers={"Content-Type": "application/yaml"}
    )
    _require(answer, httpx.codes.CREATED)
    id_, version = str(answer.json()["id"]), answer.headers["ETag"]
    answer = api.post(f"/v1/scorecards/{id_}/activate", headers={"If-Match": version})
    _require(answer, httpx.codes.OK)
    return id_


def _reported(api: httpx.Client) -> int:
    """How many evaluations the report on scores counts."""
    today = datetime.now(UTC).date()
    days = {"from": str(today - _WEEKS), "to": str(today)}
    answer = api.get("/v1/reports/scores", params={"by": "team", "period": "month", **days})
    _require(answer, httpx.codes.OK)
    return sum(int(each["total"]["count"]) for each in answer.json()["series"])


def _require(answer: httpx.Response, status: int) -> None:
    if answer.status_code != status:
        raise StackFailed(f"{answer.request.url}: {answer.status_code} {answer.text[:500]}")
