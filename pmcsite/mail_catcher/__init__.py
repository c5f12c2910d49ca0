"""A mail server that delivers nothing: it keeps what it gets in a folder, for people to read.

In the sandbox (`OUTBOUND=sandbox`, the default) every message goes here, whatever its address.
"""
