"""Examples of evaluations for the API's description."""

from __future__ import annotations

from typing import Final

from ringkeep.api.examples import EXAMPLES
from ringkeep.api.views.common import MANAGER_ID, USER_ID
from ringkeep.domain.json import JsonObject

EVALUATION_ID: Final = "3c2d1e0f4a3b5a4b8c7d6e5f4a3b2c1d"
SCORECARD_ID: Final = "5a4b3c2d1e0f4a3b8c7d6e5f4a3b2c1d"
RECORDING: Final = "main:809646016:7602012008"
AGENT: Final[JsonObject] = {"id": USER_ID, "name": "Ben Moss"}
EVALUATOR: Final[JsonObject] = {"id": MANAGER_ID, "name": "Eva Stone"}
ANSWER: Final[JsonObject] = {
    "answer": {"StringValue": "yes"},
    "comment": "Clear and friendly.",
    "private": "",
    "moments": [3.5],
}
SUMMARY: Final[JsonObject] = {
    "id": EVALUATION_ID,
    "kind": "review",
    "state": "released",
    "revision": 4,
    "scorecard": {"id": SCORECARD_ID, "title": "Support call", "version": 1},
    "recording": RECORDING,
    "service": "main",
    "evaluated": AGENT,
    "evaluator": EVALUATOR,
    "assigned_by": EVALUATOR,
    "due": "2026-11-30",
    "created_at": "2026-11-26T08:00:00Z",
    "submitted_at": "2026-11-26T08:20:00Z",
    "released_at": "2026-11-26T08:21:00Z",
    "score": 100.0,
    "category": "exceeds",
    "failed_by": None,
    "open_disputes": 0,
    "listened": 0.93,
}
DISPUTE: Final[JsonObject] = {
    "question": "greeting",
    "reason": "I gave my name at the beginning.",
    "at": "2026-11-26T09:00:00Z",
    "decision": "changed",
    "decided_by": EVALUATOR,
    "decided_at": "2026-11-26T10:00:00Z",
    "decision_reason": "It is heard at 0:03.",
    "before": {**ANSWER, "answer": {"StringValue": "no"}},
}
VIEW: Final[JsonObject] = {
    **SUMMARY,
    "content": EXAMPLES["Scorecard"],
    "answers": {"greeting": ANSWER},
    "comment": "Well done.",
    "private": "",
    "acknowledgement": "",
    "scores": {
        "score": 100.0,
        "sections": {"opening": 100.0},
        "questions": {"greeting": 100.0},
        "failed_by": None,
    },
    "enabled": ["greeting"],
    "disputes": [DISPUTE],
    "dispute_until": "2026-12-10T08:21:00Z",
    "other": None,
    "may": ["edit"],
}
STEP: Final[JsonObject] = {
    "revision": 5,
    "at": "2026-11-26T10:00:00Z",
    "by": EVALUATOR,
    "action": "change",
    "reason": "It is heard at 0:03.",
    "before": {"greeting": {**ANSWER, "answer": {"StringValue": "no"}}},
    "score": 100.0,
}
