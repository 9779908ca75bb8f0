"""The words for what pydantic found wrong."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator

from ringkeep.domain.validation import sentence, wrong_fields


class User(BaseModel):
    password: SecretStr = Field(min_length=9)


class Form(BaseModel):
    client_id: str
    users: tuple[User, ...] = ()
    port: int = 0

    @field_validator("port")
    @classmethod
    def _known_port(cls, value: int) -> int:
        if value > 99:
            raise ValueError("there is no such port")
        return value


def problem_of(values: object) -> ValidationError:
    with pytest.raises(ValidationError) as problem:
        Form.model_validate(values)
    return problem.value


def test_each_field_is_named_with_what_is_wrong() -> None:
    problem = problem_of({"port": 100})
    assert sentence(problem) == "client_id: Field required; port: there is no such port"
    assert wrong_fields(problem.errors()) == "client_id, port"


def test_a_name_may_be_the_one_that_the_reader_knows() -> None:
    assert sentence(problem_of({}), name=str.upper) == "CLIENT_ID: Field required"


def test_what_was_given_is_not_quoted() -> None:
    problem = problem_of({"client_id": "a", "users": [{"password": "hunter2"}]})
    assert "hunter2" not in sentence(problem) + wrong_fields(problem.errors())
    assert wrong_fields(problem.errors()) == "users.0.password"


def test_a_problem_without_a_field_is_the_content_s() -> None:
    problem = problem_of([])
    assert sentence(problem).startswith("Input should be a valid dictionary")
    assert wrong_fields(problem.errors()) == "content"
