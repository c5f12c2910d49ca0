"""Answers from the store before Django is asked, and has Django make the pages that are not there.

A page is made for an anonymous visitor who sends nothing (`PublicAddress.anonymous_environment`), by one thread at a
time; it is kept only if a view that may be cached made it, if nothing in the answer belongs to one visitor, and if
nothing it shows changed while it was made.
"""

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.urls import Resolver404, resolve
from django.utils import translation

from content.api import asking_anew
from pmcsite.page_cache import changes, release
from pmcsite.page_cache.answers import Answer, headers_to_keep, is_for_everyone, is_public_file
from pmcsite.page_cache.keys import PublicAddress
from pmcsite.page_cache.purging import PurgingThread
from pmcsite.page_cache.recording import Recorder, recording
from pmcsite.page_cache.representations import Representation, accepted, representations
from pmcsite.page_cache.store import Entry, Signature, Store, signature

log = structlog.get_logger(__name__)

Environment = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environment, StartResponse], Iterable[bytes]]

WAIT_SECONDS = 5.0
MEMORY_BYTES = 64 * 1024 * 1024
REFUSED_SECONDS = 60.0
MOST_REFUSED = 10_000


@dataclass(frozen=True)
class Loaded:
    """A page in this process's memory, with finished headers for each form."""

    path: str
    written: Signature
    expires_at: float
    forms: dict[str, tuple[list[tuple[str, str]], Representation]]
    size: int


class PageCache:
    """The WSGI application in front of Django's."""

    def __init__(self, application: Application, store: Store, address: PublicAddress) -> None:
        self.application = application
        self.store = store
        self.address = address
        self._memory: OrderedDict[str, Loaded] = OrderedDict()
        self._memory_size = 0
        self._memory_lock = threading.Lock()
        self._refused: OrderedDict[str, float] = OrderedDict()
        self._process = 0

    def __call__(self, environment: Environment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        key = self.address.key_of(environment)
        if key is None:
            return self.application(environment, start_response)
        loaded = self._valid(key)
        if loaded is not None:
            return _send(loaded, environment, start_response, "hit")
        if environment["REQUEST_METHOD"] != "GET" or self._is_refused(key) or not _may_be_cached(environment):
            return self.application(environment, start_response)
        self.follow_changes()
        return self._make(key, environment, start_response)

    def follow_changes(self) -> None:
        """Start this process's purging thread, once; also after a server has forked."""
        if self._process != os.getpid():
            self._process = os.getpid()
            PurgingThread(self.store).start()

    def _valid(self, key: str) -> Loaded | None:
        """The page under a key, if it is still what the store holds."""
        loaded = self._memory.get(key)
        if loaded is not None:
            if signature(loaded.path) == loaded.written and loaded.expires_at > time.time():
                return loaded
            self._forget(key)
        return self._load(key)

    def _load(self, key: str) -> Loaded | None:
        path = self.store.entry_path(key)
        written = signature(path)
        entry = self.store.find(path) if written else None
        if entry is None or written is None or entry.key != key:
            return None
        bodies = self.store.bodies(entry)
        # Between the two looks the page may have been replaced by another.
        if bodies is None or signature(path) != written or (entry.expires_at or time.time() + 1) <= time.time():
            return None
        return self._keep_in_memory(key, path, written, entry, bodies)

    def _keep_in_memory(
        self, key: str, path: str, written: Signature, entry: Entry, bodies: Mapping[str, Representation]
    ) -> Loaded:
        forms = {
            encoding: (
                [
                    *entry.headers,
                    ("ETag", form.etag),
                    ("Content-Length", str(len(form.body))),
                    *([("Content-Encoding", encoding)] if encoding != "identity" else []),
                ],
                form,
            )
            for encoding, form in bodies.items()
        }
        size = sum(len(form.body) for form in bodies.values())
        loaded = Loaded(path, written, entry.expires_at or float("inf"), forms, size)
        with self._memory_lock:
            replaced = self._memory.pop(key, None)
            self._memory[key] = loaded
            self._memory_size += size - (replaced.size if replaced else 0)
            while self._memory_size > MEMORY_BYTES and len(self._memory) > 1:
                self._memory_size -= self._memory.popitem(last=False)[1].size
        return loaded

    def _forget(self, key: str) -> None:
        with self._memory_lock:
            gone = self._memory.pop(key, None)
            self._memory_size -= gone.size if gone else 0

    def _is_refused(self, key: str) -> bool:
        """Whether this address was found unfit for the cache a short while ago; such requests need not queue."""
        return self._refused.get(key, 0.0) > time.monotonic()

    def _refuse(self, key: str) -> None:
        self._refused[key] = time.monotonic() + REFUSED_SECONDS
        with suppress(KeyError):
            while len(self._refused) > MOST_REFUSED:
                self._refused.popitem(last=False)

    def _make(self, key: str, environment: Environment, start_response: StartResponse) -> Iterable[bytes]:
        """Have the page made, by this thread or by the one that is at it already."""
        try:
            with self.store.lock(key, WAIT_SECONDS) as is_ours:
                loaded = self._valid(key)
                if loaded is not None:
                    return _send(loaded, environment, start_response, "hit")
                if not is_ours or self._is_refused(key):
                    return self.application(environment, start_response)
                answer, loaded = self._ask_django(key, environment)
        except OSError as error:
            log.warning("page_cache_without_disk", error=type(error).__name__)
            return self.application(environment, start_response)
        if loaded is not None:
            return _send(loaded, environment, start_response, "miss")
        if answer is None or not is_for_everyone(answer):
            # Made for nobody, but this visitor's own answer may differ.
            return self.application(environment, start_response)
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _ask_django(self, key: str, environment: Environment) -> tuple[Answer | None, Loaded | None]:
        try:
            close_old_connections()
            with connection.cursor() as cursor:
                seen = changes.snapshot(cursor)
        except (DatabaseError, InterfaceError):
            return None, None
        with recording() as recorder, asking_anew(), connection.execute_wrapper(recorder.count):
            answer = Answer.of(self.application, self.address.anonymous_environment(environment, key))
            recorder.finish()
        try:
            loaded = self._keep(key, answer, recorder, seen)
        finally:
            answer.close()
        return answer, loaded

    def _keep(self, key: str, answer: Answer, recorder: Recorder, seen: str) -> Loaded | None:
        """Keep an answer that may be kept, unless something it shows has changed while it was made."""
        if not recorder.is_open or not answer.status.startswith("200") or not is_for_everyone(answer):
            self._refuse(key)
            return None
        try:
            is_open = (self.store.root / "release").read_text() == release.fingerprint()
        except FileNotFoundError:
            is_open = False
        if not is_open:
            # The purger has not begun, or the store belongs to another release, which is being started or stopped here.
            return None
        forms = representations(answer.body)
        entry = Entry(
            key=key,
            headers=headers_to_keep(answer.headers),
            is_public="?" not in key and is_public_file(key, answer),
            encodings=tuple(forms),
            expires_at=recorder.expires_at or time.time() + settings.PAGE_CACHE_LONGEST_SECONDS,
            dependencies=tuple(recorder.dependencies),
        )
        written = self.store.write(entry, forms.values())
        with connection.cursor() as cursor:
            _now, happened = changes.since(cursor, seen)
        if any(one.is_touched_by(change) for change in happened for one in entry.dependencies):
            self.store.remove(key)
            return None
        if not self.store.publish(entry, forms.values(), written):
            return None
        return self._keep_in_memory(key, self.store.entry_path(key), written, entry, forms)


def _may_be_cached(environment: Environment) -> bool:
    """Whether the address map leads to a view that may be cached: Wagtail's pages and `PAGE_CACHE_ROUTES`."""
    from pmcsite.page_cache.serving import is_cached_route  # noqa: PLC0415 (needs the apps, which start later)

    path = environment["PATH_INFO"].encode("latin-1").decode("utf-8")
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            return is_cached_route(resolve(path))
    except Resolver404:
        return False


def _send(loaded: Loaded, environment: Environment, start_response: StartResponse, how: str) -> Iterable[bytes]:
    """Send the best form the visitor takes, or only say that theirs is still good (RFC 9110, section 13)."""
    wanted = environment.get("HTTP_ACCEPT_ENCODING", "")
    encoding = next(name for name in accepted(wanted) if name in loaded.forms)
    headers, form = loaded.forms[encoding]
    known = environment.get("HTTP_IF_NONE_MATCH")
    if known and (known.strip() == "*" or form.etag in {tag.strip().removeprefix("W/") for tag in known.split(",")}):
        start_response("304 Not Modified", [*(pair for pair in headers if pair[0] in _OF_A_304), ("X-Page-Cache", how)])
        return []
    start_response("200 OK", [*headers, ("X-Page-Cache", how)])
    return [] if environment["REQUEST_METHOD"] == "HEAD" else [form.body]


_OF_A_304 = frozenset({"ETag", "Cache-Control", "Vary", "Content-Security-Policy"})
