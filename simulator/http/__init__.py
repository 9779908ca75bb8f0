"""The HTTP server: routes, requests of the API, errors, injected faults, the control API."""
