"""Facts for the tests of a deployment."""

from __future__ import annotations

from collections.abc import Mapping

from tools.deploy.options import ROOT
from tools.deploy.parameters import Values
from tools.deploy.state import StackFacts
from tools.deploy.template import Template, read_template
from tools.deploy.terminal import Terminal

TEMPLATE = read_template((ROOT / "template.yaml").read_text())
REGION = "eu-central-1"


def template(text: str) -> Template:
    return read_template(text)


def values(
    given: Mapping[str, str] | None = None,
    deployed: Mapping[str, str] | None = None,
    template: Template = TEMPLATE,
) -> Values:
    return Values(given or {}, deployed or {}, template)


def stack(status: str = "UPDATE_COMPLETE", reason: str = "", **outputs: str) -> StackFacts:
    """A Ringkeep stack of the present version, unless the outputs say otherwise."""
    found = outputs or {"RecordingsBucketName": "bucket", "WebhookApiId": "api"}
    return StackFacts("ringkeep-dev", "arn:stack", status, reason, outputs=found)


class Person:
    """Answers the questions of a deployment, and remembers what it was given to write."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []
        self.written: list[str] = []

    def _read(self, question: str) -> str:
        self.asked.append(question)
        return self._answers.pop(0)

    @property
    def terminal(self) -> Terminal:
        return Terminal(bool(self._answers), self._read, self.written.append)
