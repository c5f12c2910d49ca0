"""What can go wrong with the private engines, said in words an operator can act on."""


class EngineError(Exception):
    """A private engine could not be started, reached or stopped; the message says what to do."""


class StopRequested(BaseException):
    """A signal asked this process to stop while it was busy; `signal_number` says which.

    A `BaseException`, so that code which handles failures does not swallow a Ctrl-C.
    """

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal_number)
        self.signal_number = signal_number
