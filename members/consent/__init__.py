"""The consent ledger and the purposes consent is asked for."""
