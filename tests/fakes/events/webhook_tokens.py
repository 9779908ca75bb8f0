"""In-memory verification tokens of the webhooks."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class MemoryTokens:
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, service: str) -> str:
        return self.tokens.setdefault(service, f"token-of-{service}")

    def delete(self, service: str) -> None:
        self.tokens.pop(service, None)
