"""The backend that `DATABASES` names; all but the compilers is Django's own."""

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    """Takes its compilers from this package."""

    compiler_module = "pmcsite.page_cache.database.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL."""

    ops_class = DatabaseOperations
