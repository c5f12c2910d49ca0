"""Sources and facts: the one evidence base that everything cites."""
