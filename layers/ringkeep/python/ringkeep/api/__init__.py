"""The HTTP API under /v1: requests become use cases, results become JSON, errors become problems."""
