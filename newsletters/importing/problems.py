"""Why an import is refused."""


class ImportFileError(ValueError):
    """The file as a whole cannot be imported; the message says why in the words of staff."""


class ImportRefusedError(ValueError):
    """What staff asked for cannot be done now; the message says why."""
