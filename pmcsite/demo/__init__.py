"""`make demo`: the whole platform on one machine, from nothing, until Ctrl-C."""
