"""Which adapter serves which port: one module for each capability.

A function wires what it uses, once in its life (see `ringkeep.handlers.entrypoint`), and imports
nothing else: adapters that only some functions need are imported where they are made.
"""
