"""Kept pages go on being served while the database, Redis and at last the program itself are dead."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings

from benchmarks import nginx
from pmcsite.engines import ports
from tests.content.factories import make_page
from tests.pmcsite.page_cache.conftest import _triggers
from tests.pmcsite.page_cache.running import Web
from tests.processes import RunningProcess, process_environment, test_database_url, wait_until

__all__ = ["_triggers"]
pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.nginx]


class Line:
    """A line to a server, which can be cut: what is sent here goes there until then."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._there = (parts.hostname, parts.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = [self._listener]
        self._is_cut = False
        host, _at, _address = parts.netloc.rpartition("@")
        port = self._listener.getsockname()[1]
        self.url = urlunsplit(parts._replace(netloc=f"{host}{_at}127.0.0.1:{port}"))
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while not self._is_cut:
            with suppress(OSError):
                near, _address = self._listener.accept()
                far = socket.create_connection(self._there)
                self._sockets += [near, far]
                threading.Thread(target=self._copy, args=(near, far), daemon=True).start()
                threading.Thread(target=self._copy, args=(far, near), daemon=True).start()

    def _copy(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """End what runs over the line, and let nothing more through."""
        self._is_cut = True
        for end in self._sockets:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Site:
    """nginx in front of a web server, which reaches database and Redis over lines that can be cut."""

    def __init__(self, folder: Path) -> None:
        self.database, self.redis = Line(test_database_url()), Line(settings.REDIS_URL)
        self.port = ports.choose()
        self.web = Web(
            folder,
            PUBLIC_URL=f"http://localhost:{self.port}",
            DATABASE_URL=self.database.url,
            REDIS_URL=self.redis.url,
        )
        path = nginx.configuration(folder / "nginx", port=self.port, program_port=self.web.port, files=folder)
        self.nginx = RunningProcess(nginx.command(path), folder / "nginx.log", process_environment())
        self.nginx.wait_for(self.is_up, "nginx")

    def is_up(self) -> bool:
        try:
            return self.get("/healthz").status == 200
        except OSError:
            return False

    def get(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(
            method,
            path,
            headers={"Host": f"localhost:{self.port}"}
            | {name.replace("_", "-"): value for name, value in headers.items()},
        )
        response = connection.getresponse()
        response.whole = response.read()  # type: ignore[attr-defined]
        connection.close()
        return response

    def how(self, path: str, method: str = "GET", **headers: str) -> str:
        """Who answered: `nginx`, the program's cache (`hit`, `miss`), or empty for Django."""
        return self.get(path, method, **headers).headers.get("X-Page-Cache", "")

    def stop(self) -> None:
        self.nginx.stop()
        self.web.process.stop()
        self.database.cut()
        self.redis.cut()


@pytest.fixture
def site(_triggers: None, transactional_db: None, tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.stop()


def test_nginx_serves_the_store_as_the_program_does_and_alone(site):
    page = make_page("Kept page")
    wait_until(lambda: site.how("/kept-page/") == "nginx", "nginx to serve the kept page")

    _the_same_bytes_and_headers_as_from_the_program(site)
    _nobody_elses_request_is_answered_from_the_store(site)
    _a_change_is_seen(site, page)

    site.database.cut()
    site.redis.cut()
    assert site.how("/kept-page/") == "nginx"
    assert site.web.get("/kept-page/")[1] == "hit"
    site.web.process.kill()
    for encoding in ("identity", "gzip", "br"):
        answer = site.get("/kept-page/", Accept_Encoding=encoding)
        assert (answer.status, answer.headers["X-Page-Cache"]) == (200, "nginx")
    assert site.get("/never-asked-for/").status == 502


def _the_same_bytes_and_headers_as_from_the_program(site: Site) -> None:
    for encoding in ("identity", "gzip", "br", "gzip;q=0, br;q=0.5", "br;q=0, gzip", "br;q=0.0", "deflate"):
        kept = site.get("/kept-page/", Accept_Encoding=encoding)
        program = site.web.ask("/kept-page/", Accept_Encoding=encoding)
        assert kept.whole == program.whole, encoding
        assert _headers_of_the_page(kept) == _headers_of_the_page(program), encoding
        again = site.get("/kept-page/", Accept_Encoding=encoding, If_None_Match=program.headers["ETag"])
        assert (again.status, again.whole) == (304, b""), encoding
    head = site.get("/kept-page/", "HEAD")
    assert (head.status, head.whole, head.headers["X-Page-Cache"]) == (200, b"", "nginx")


def _headers_of_the_page(response: http.client.HTTPResponse) -> dict[str, str]:
    """All but those of one answer or one server; over HTTP only nginx, which is meant for HTTPS, sends HSTS."""
    of_the_answer = {"date", "server", "connection", "keep-alive", "x-page-cache", "strict-transport-security"}
    headers = {name.lower(): value for name, value in response.headers.items()}
    headers["content-security-policy"] = "; ".join(sorted(headers["content-security-policy"].split("; ")))
    return {name: value for name, value in headers.items() if name not in of_the_answer}


def _nobody_elses_request_is_answered_from_the_store(site: Site) -> None:
    for query in ("utm_source=mail", "utm_source=a&utm_medium=b&", "gclid=x%3Cscript%3E"):
        assert site.how(f"/kept-page/?{query}") == "nginx", query
    for query in ("x=1", "page=2", "utm_source=a&x=1", "utm_source"):
        assert site.how(f"/kept-page/?{query}") != "nginx", query
    for headers in (
        {"Cookie": f"a=b; {settings.SESSION_COOKIE_NAME}=x"},
        {"Cookie": "messages=x"},
        {"Authorization": "Basic eDp5"},
    ):
        assert site.how("/kept-page/", **headers) == "", headers
    assert site.how("/kept-page/", Cookie="theme=dark", X_Forwarded_Host="evil.example") == "nginx"
    for path in (
        "/kept-page/index.html",
        "/kept-page/index.html.br",
        "/kept-page",
        "/nowhere",
        "/.none/",
        "/index.html",
    ):
        assert site.how(path) == "", path
    assert site.how("/kept-page/", "POST") == ""


def _a_change_is_seen(site: Site, page) -> None:
    page.title = "Another title"
    page.save_revision().publish()
    wait_until(lambda: b"Another title" in site.get("/kept-page/").whole, "the change to be seen through nginx")
    wait_until(lambda: site.how("/kept-page/") == "nginx", "nginx to serve the page again")
    assert b"Another title" in site.get("/kept-page/").whole
