"""No models: the log of changes is a table that only triggers write and only SQL reads (`changes`).

The module is here because Django tells an application about migrations only if it has one.
"""
