"""The HTTP API under /v1. Routes run use cases and return their results as JSON. Errors are returned
as problem details (RFC 9457)."""
