"""Wires adapters to use cases, once a process. Handlers and the command line begin here."""
