"""Web servers under measurement: started, asked one after another or by many at once, their CPU time read."""

import contextlib
import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port of the loopback interface on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A web server of its own session, asked as browsers ask; ended with everything it started."""

    def __init__(self, command: list[str], port: int, folder: Path, environment: dict[str, str], ready: str) -> None:
        self.port = port
        self.log = Path(tempfile.gettempdir()) / f"server-{port}-{os.getpid()}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + 60
        while not self._answers(ready):
            if self.process.poll() is not None or time.monotonic() > deadline:
                said = self.log.read_text()[-2000:]
                self.stop()
                raise RuntimeError(f"The server did not start:\n{said}")
            time.sleep(0.1)

    def _answers(self, path: str) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.get(path)[0] == 200
        return False

    def get(self, path: str, connection: http.client.HTTPConnection | None = None) -> tuple[int, bytes, str]:
        """Status, body (as sent) and how the page cache answered."""
        asked = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Host": f"localhost:{self.port}", "Accept-Encoding": "br"}
        asked.request("GET", path, headers=headers)
        answer = asked.getresponse()
        body = answer.read()
        if connection is None:
            asked.close()
        return answer.status, body, answer.headers.get("X-Page-Cache", "")

    def milliseconds_of_cpu(self, path: str, requests: int, rounds: int) -> float:
        """CPU time of the server per request, asked one after another on one connection; the median of the rounds."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for _warm in range(5):
            status = self.get(path, connection)[0]
            if status != 200:
                raise RuntimeError(f"{path} answered {status}")
        figures = []
        for _round in range(rounds):
            before = self.cpu_seconds()
            for _request in range(requests):
                self.get(path, connection)
            figures.append((self.cpu_seconds() - before) / requests * 1000)
        connection.close()
        return statistics.median(figures)

    def cpu_seconds(self) -> float:
        """CPU time of all processes of the server's session so far."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rsplit(")", 1)[1].split()
                if int(fields[3]) == self.process.pid:
                    ticks += int(fields[11]) + int(fields[12])
        return ticks / TICK

    def requests_per_second(self, path: str, seconds: int, connections: int = 16) -> float:
        """How many answers a second many visitors at once get; refuses to count answers that are no pages."""
        program = shutil.which("wrk")
        if program is None:
            raise RuntimeError("The load comes from wrk, which is not on this machine: apt-get install wrk.")
        asked = [program, "-t1", f"-c{connections}", f"-d{seconds}s", "-H", f"Host: localhost:{self.port}"]
        asked += ["-H", "Accept-Encoding: gzip, deflate, br, zstd", f"http://127.0.0.1:{self.port}{path}"]
        said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
        if rate is None or "Non-2xx" in said or "Socket errors" in said:
            raise RuntimeError(said)
        return float(rate.group(1))

    def stop(self) -> None:
        """End the server and all it started."""
        for signal_number in (15, 9):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal_number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=10)
                break
        self.log.unlink(missing_ok=True)


def granian(application: str, port: int) -> list[str]:
    """The command of one web process, as `deploy/` starts it."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", application),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-access-log", "--no-ws"),
    ]
