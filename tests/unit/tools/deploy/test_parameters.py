"""Parameters are checked against the template before anything is built."""

from __future__ import annotations

import pytest

from tests.unit.tools.deploy.facts import TEMPLATE, Person, values
from tools.deploy.parameters import ask_for_addresses, check, parse
from tools.deploy.terminal import Refused

BOTH = {"AdministratorEmail": "a@example.com", "AlarmEmail": "b@example.com"}


def test_words_are_key_and_value() -> None:
    assert parse('A=1  B="two words" C=') == {"A": "1", "B": "two words", "C": ""}


@pytest.mark.parametrize("text", ["AlarmEmail", "=x", 'A="1'])
def test_another_word_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="PARAMETERS takes"):
        parse(text)


def test_good_values_pass() -> None:
    check({"AlarmEmail": "", "LogRetentionDays": "90", "LogLevel": "DEBUG", **BOTH}, TEMPLATE)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("AlarmMail", "x", "has no parameter AlarmMail. Did you mean AlarmEmail"),
        ("Nonsense", "x", "has no parameter Nonsense. README.md lists them"),
        (
            "AlarmEmail",
            "someone",
            "AlarmEmail must be an e-mail address, or empty; it is 'someone'",
        ),
        ("LogLevel", "LOUD", "LogLevel must be one of DEBUG, INFO, WARN, ERROR; it is 'LOUD'"),
        ("LogRetentionDays", "91", "LogRetentionDays must be one of 1, 3, 5"),
        ("LogCallerAddresses", "yes", "must be one of true, false"),
        ("SilenceHours", "25", "SilenceHours must be whole hours from 1 to 24; it is '25'"),
        ("WebhookReservedConcurrency", "-1", "must be a whole number"),
    ],
)
def test_a_wrong_one_is_refused_in_a_sentence(name: str, value: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        check({name: value}, TEMPLATE)
    assert sentence in str(refused.value)


def test_a_first_deployment_asks_for_both_addresses() -> None:
    person = Person("a@example.com", "b@example.com")
    answers = ask_for_addresses(values(), person.terminal, first_deployment=True)
    assert answers == BOTH
    assert ["administrator" in person.asked[0], "alarms" in person.asked[1]] == [True, True]


def test_a_wrong_answer_is_asked_for_again() -> None:
    person = Person("a", "a@example.com", "b@example.com")
    assert ask_for_addresses(values(), person.terminal, first_deployment=True) == BOTH
    assert person.written == ["It must be an e-mail address, or empty."]


def test_an_empty_answer_leaves_the_parameter_out_and_says_what_that_means() -> None:
    person = Person("", "b@example.com")
    answers = ask_for_addresses(values(), person.terminal, first_deployment=True)
    assert answers == {"AlarmEmail": "b@example.com"}
    assert "no one can sign in" in person.written[0]


def test_without_a_terminal_nothing_is_asked_and_what_is_missing_is_said() -> None:
    person = Person()
    assert ask_for_addresses(values(), person.terminal, first_deployment=True) == {}
    assert [text.split(",")[0] for text in person.written] == [
        "Without AdministratorEmail",
        "Without AlarmEmail",
    ]


def test_an_update_asks_for_nothing() -> None:
    person = Person("never")
    deployed = values({}, {"AdministratorEmail": "a@example.com", "AlarmEmail": ""})
    assert ask_for_addresses(deployed, person.terminal, first_deployment=False) == {}
    assert person.asked == []
    assert len(person.written) == 1


def test_an_empty_parameter_is_an_answer() -> None:
    person = Person()
    given = {"AdministratorEmail": "", "AlarmEmail": ""}
    assert ask_for_addresses(values(given), person.terminal, first_deployment=True) == given
    assert person.written == []
