"""What holds for every model of the package."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from pydantic import BaseModel, ValidationError

import ringkeep
from ringkeep.domain.accounts.services import Credentials
from ringkeep.domain.model import Model


def subclasses(base: type[BaseModel]) -> set[type[BaseModel]]:
    direct = set(base.__subclasses__())
    return direct.union(*(subclasses(each) for each in direct))


def own_models() -> list[type[BaseModel]]:
    for module in pkgutil.walk_packages(ringkeep.__path__, "ringkeep."):
        importlib.import_module(module.name)
    return [each for each in subclasses(BaseModel) if each.__module__.startswith("ringkeep.")]


def test_every_model_hides_its_input_in_errors_and_is_immutable() -> None:
    models = own_models()
    assert len(models) > 90
    for model in models:
        assert issubclass(model, Model), model
        assert model.model_config.get("hide_input_in_errors"), model
        assert model.model_config.get("frozen"), model


def test_a_validation_error_does_not_quote_a_credential() -> None:
    with pytest.raises(ValidationError) as caught:
        Credentials.model_validate({"username": ["5up3r-s3cret"]})
    assert "5up3r-s3cret" not in str(caught.value)
