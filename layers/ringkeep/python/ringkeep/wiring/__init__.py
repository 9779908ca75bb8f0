"""Connects adapters to ports: one module for each capability.

A function wires its use cases once for the lifetime of its process (see
`ringkeep.handlers.entrypoint`) and imports only what they use. Adapters that only some functions need
are imported where they are created.
"""
