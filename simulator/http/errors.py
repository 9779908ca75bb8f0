"""Exceptions that become error responses, in the two shapes that RingCentral uses."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse, Response


class ApiError(Exception):
    """An error of the API: {"errorCode", "message", "errors": [...]}."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        outer_code: str | None = None,
        details: Mapping[str, object] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.outer_code = outer_code or code
        self.details = details or {}
        self.headers = headers or {}

    def response(self) -> Response:
        inner = {"errorCode": self.code, "message": self.message, **self.details}
        body = {
            "errorCode": self.outer_code,
            "message": self.message,
            **self.details,
            "errors": [inner],
        }
        return JSONResponse(body, self.status, headers=self.headers)


class OAuthError(Exception):
    """An error of the token endpoint: {"error", "error_description", "errors": [...]}."""

    def __init__(self, error: str, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.error = error
        self.code = code
        self.message = message
        self.status = status

    def response(self) -> Response:
        body = {
            "error": self.error,
            "error_description": self.message,
            "errors": [{"errorCode": self.code, "message": self.message}],
        }
        return JSONResponse(body, self.status)


def not_found(resource: str) -> ApiError:
    return ApiError(404, "CMN-102", f"No such resource: {resource}")


def invalid(parameter: str, problem: str, code: str = "CMN-101") -> ApiError:
    details = {"parameterName": parameter}
    return ApiError(400, code, f"Parameter {parameter}: {problem}", details=details)


def missing_permission(name: str) -> ApiError:
    return ApiError(
        403,
        "CMN-401",
        f"The permission {name} is needed here and has not been granted",
        outer_code="InsufficientPermissions",
        details={"permissionName": name},
    )


def bad_token(code: str, message: str) -> ApiError:
    return ApiError(
        401,
        code,
        message,
        outer_code="TokenInvalid",
        headers={"WWW-Authenticate": f'Bearer realm="simulator", error="invalid_token" ({code})'},
    )
