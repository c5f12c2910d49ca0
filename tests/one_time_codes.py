"""Authenticator codes that are still good when the server reads them."""

import time

from tests.processes import wait_until

STEP_SECONDS = 30  # RFC 6238, section 4.1


def wait_for_a_fresh_step(needed_seconds: float = 3) -> None:
    """Wait until a code made next stays valid for `needed_seconds`: the server accepts the code of its own step only."""
    wait_until(lambda: time.time() % STEP_SECONDS <= STEP_SECONDS - needed_seconds, "a fresh time step")
