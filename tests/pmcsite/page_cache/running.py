"""A real web server with the page cache on, and its own purging thread."""

import http.client
import sys
from pathlib import Path

from pmcsite.engines import ports
from tests.processes import RunningProcess, process_environment


class Web:
    """A web server, asked as browsers ask."""

    def __init__(self, var: Path, **variables: str) -> None:
        self.port = ports.choose()
        public_url = variables.setdefault("PUBLIC_URL", f"http://localhost:{self.port}")
        self.host = public_url.removeprefix("http://")
        self.process = RunningProcess(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "pmcsite.wsgi:application"),
                *("--host", "127.0.0.1", "--port", str(self.port), "--no-access-log", "--no-ws"),
            ],
            var / "web.log",
            process_environment(PAGE_CACHE="1", VAR_DIR=str(var), **variables),
        )
        self.process.wait_for(self.answers, "the web server")

    def answers(self) -> bool:
        try:
            return self.get("/healthz")[0] == 200
        except OSError:
            return False

    def ask(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """The answer; its body is in `whole`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"Host": self.host, **sent})
        response = connection.getresponse()
        response.whole = response.read()  # type: ignore[attr-defined]
        connection.close()
        return response

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, how the cache answered, and the text."""
        response = self.ask(path)
        return response.status, response.headers.get("X-Page-Cache", ""), response.whole.decode()  # type: ignore[attr-defined]
