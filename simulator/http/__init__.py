"""The HTTP server: routes, checks of each request, errors, injected faults."""
