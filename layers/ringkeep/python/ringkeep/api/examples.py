"""Examples of answers whose models have none of their own, for the API's description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ringkeep.domain.json import JsonObject

_OWNER: Final[JsonObject] = {
    "service": "main",
    "account_id": "809646016",
    "extension_id": "62264425016",
}

_SCORECARD: Final[JsonObject] = {
    "title": "Support call",
    "scoring": "by_question",
    "sections": [
        {
            "ref": "opening",
            "title": "Opening",
            "items": [
                {
                    "ref": "greeting",
                    "title": "Did the agent give their name?",
                    "type": "single_select",
                    "weight": 100.0,
                    "options": [
                        {"ref": "yes", "text": "Yes", "score": 10},
                        {"ref": "no", "text": "No", "score": 0},
                    ],
                }
            ],
        }
    ],
}

EXAMPLES: Final[Mapping[str, JsonObject]] = {
    "Scorecard": _SCORECARD,
    "Configuration": {
        "sign_in": {
            "authority": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
            "authorization_endpoint": "https://example.auth.us-east-1.amazoncognito.com/oauth2/authorize",
            "token_endpoint": "https://example.auth.us-east-1.amazoncognito.com/oauth2/token",
            "end_session_endpoint": "https://example.auth.us-east-1.amazoncognito.com/logout",
            "client_id": "4f5g6h7j8k9l",
            "identity_provider": "Entra-ID",
        },
        "live_path": "/live",
        "idle_minutes": 60,
    },
    "IssuedTicket": {
        "ticket": "kR2v1bqYl8m4dT0xZ7cHn5uPj3sWf6gA9eQoLiKtBvM",
        "expires_at": "2026-11-26T08:00:30Z",
    },
    "Me": {
        "user_id": "7f3c2a9be1d04c5f8a6b0c1d2e3f4a5b",
        "username": "24c8e4a8-00f1-70c5-2d8f-3a7b5c9d1e0f",
        "name": "Ann Lee",
        "email": "ann.lee@example.com",
        "role": "Agent",
        "security_profile": "agent",
        "rights": ["live.see", "recordings.list", "recordings.play"],
        "visibility": "self",
        **_OWNER,
    },
    "RealtimeSnapshot": {
        "version": 42,
        "as_of": "2026-11-26T08:00:00Z",
        "age_seconds": 1.5,
        "services": [
            {
                "service": "main",
                "account_id": "809646016",
                "last_update_at": "2026-11-26T07:59:58Z",
                "age_seconds": 1.5,
                "stale": False,
                "events_arrive": True,
                "caller_names": True,
            }
        ],
        "users": [
            {
                **_OWNER,
                "extension_number": "101",
                "name": "Ann Lee",
                "status": "OnPhone",
                "since": "2026-11-26T07:58:00Z",
                "stale": False,
                "version": 42,
                "direction": "Inbound",
                "other_party": {"number": "+14155550123", "name": None, "extension_id": None},
                "queue": "Sales",
                "call_started_at": "2026-11-26T07:57:50Z",
                "call_answered_at": "2026-11-26T07:58:00Z",
                "recording": True,
                "recordings": [],
                "calls": 1,
                "telephony_session_id": "s-a1b2c3d4e5f6",
            }
        ],
        "next": None,
    },
    "Transcript": {
        "schema_version": 1,
        "service": "main",
        "account_id": "809646016",
        "recording_id": "7602012008",
        "revision": 1,
        "source": "transcribe",
        "model": "",
        "language": "en-US",
        "created": 1795680031.0,
        "duration_seconds": 61.2,
        "redacted": False,
        "turns": [
            {
                "speaker": "ch_0",
                "user_id": "",
                "channel": 0,
                "start": 0.5,
                "end": 0.8,
                "text": "Hello.",
                "words": [{"text": "Hello.", "start": 0.5, "end": 0.8, "confidence": 0.98}],
            }
        ],
    },
}
