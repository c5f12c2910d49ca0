"""One line of JSON for everything worth telling, on standard error; the host collects it."""

import logging
from typing import Any

import structlog

from pmcsite.watching.scrubbing import scrub

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


class WithException(logging.Filter):
    """Lets only records pass that carry an exception."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record has something to add to the request's own line."""
        return record.exc_info is not None


def configuration(*, level: str) -> dict[str, Any]:
    """Return Django's `LOGGING`: the standard library's and structlog's events in one shape."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.StackInfoRenderer(),
                    structlog.processors.format_exc_info,
                    scrub,
                    structlog.processors.JSONRenderer(sort_keys=True),
                ],
            }
        },
        "filters": {"with_exception": {"()": WithException}},
        "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["errors"], "level": level},
        "loggers": {
            # Every request is logged once, by `RequestLogMiddleware`; Django adds what went wrong inside.
            "django.request": {"level": "ERROR", "filters": ["with_exception"]},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.server": {"level": "ERROR"},
            "django": {"handlers": ["errors"], "level": level, "propagate": False},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.redirected": {"level": "WARNING"},
            # Tells every glyph it keeps.
            "fontTools": {"level": "WARNING"},
        },
    }
