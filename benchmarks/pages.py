"""What a page costs: made by the program, kept by the page cache, served by nginx; beside a stock Wagtail site.

    python -m pmcsite.engines run --throw-away -- python -m benchmarks.pages --json

Everything runs here: PostgreSQL, granian, nginx as `deploy/nginx.conf` sets it up, and a site that `wagtail start`
wrote. CPU is that of the web server's processes per request, asked one after another; rates are many visitors at once
(wrk). On a small machine the load takes its share of the cores: read the ratios, which come from one run.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks import nginx, page_content, stock_site
from benchmarks.web_load import Server, free_port, granian

PROJECT = Path(__file__).resolve().parent.parent
PAGES = {"home": "/", "fifty blocks": f"/{page_content.SLUG}/"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000, help="pages in the large site; the small one has 100")
    parser.add_argument("--rounds", type=int, default=5, help="rounds; the median counts")
    parser.add_argument("--requests", type=int, default=100, help="requests per round when CPU is read")
    parser.add_argument("--seconds", type=int, default=4, help="how long each load lasts")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        figures = _measure(options, Path(name))
    if options.json:
        print(json.dumps(figures, indent=2))
        return
    for what, value in figures.items():
        print(f"{what:70} {value:>12,.2f}")


def _measure(options: argparse.Namespace, folder: Path) -> dict[str, float]:
    pictures, port = folder / "pictures", free_port()
    page_content.draw_pictures(pictures)
    figures: dict[str, float] = {}
    with _database("stock") as stock_url, _database("platform") as url:
        environment = _environment(folder, url, port)
        _python(environment, "manage.py", "migrate", "--verbosity", "0")
        _fill(environment, 100, pictures, port)
        stock = stock_site.write(folder / "stock", stock_url, json.dumps(page_content.story()), pictures, port)
        figures |= _uncached(options, folder, environment, stock, port)
        _fill(environment, options.pages, pictures, port)
        with _server(folder, environment, port) as server:
            large = server.milliseconds_of_cpu(PAGES["fifty blocks"], options.requests, options.rounds)
        figures[f"fifty blocks, ms of CPU with {options.pages:,} pages in the site"] = large
        figures |= _cached(options, folder, environment, stock, port)
    return figures


def _uncached(
    options: argparse.Namespace, folder: Path, environment: dict[str, str], stock: dict[str, str], port: int
) -> dict[str, float]:
    """CPU per request of both sites in turn, so that a slow minute of the machine meets both."""
    times: dict[tuple[str, str], list[float]] = {}
    for _round in range(options.rounds):
        for site in ("stock", "platform"):
            with _server(folder, environment if site == "platform" else stock, port, stock=site == "stock") as server:
                for name, path in PAGES.items():
                    cost = server.milliseconds_of_cpu(path, options.requests, 1)
                    times.setdefault((site, name), []).append(cost)
    medians = {key: statistics.median(values) for key, values in times.items()}
    figures = {f"{name}, ms of CPU, {site}": value for (site, name), value in medians.items()}
    for name in PAGES:
        figures[f"{name}, CPU of the platform / stock"] = medians["platform", name] / medians["stock", name]
    return figures


def _cached(
    options: argparse.Namespace, folder: Path, environment: dict[str, str], stock: dict[str, str], port: int
) -> dict[str, float]:
    """Answers a second: the stock site behind Django's cache middleware, the page cache, nginx, and a plain file."""
    with_cache = {**environment, "PAGE_CACHE": "1"}
    _python(with_cache, "manage.py", "migrate", "--verbosity", "0")
    middleware = {**stock, "DJANGO_SETTINGS_MODULE": "stock.settings.benchmark_cached"}
    path = PAGES["fifty blocks"]
    rates: dict[str, list[float]] = {}
    shows: list[float] = []
    for _round in range(options.rounds):
        with _server(folder, middleware, port, stock=True) as server:
            server.get(path)
            rates.setdefault("Django's cache middleware", []).append(server.requests_per_second(path, options.seconds))
        with _server(folder, with_cache, port) as server:
            _wait_until_kept(server, path)
            rates.setdefault("page cache, in process", []).append(server.requests_per_second(path, options.seconds))
            shows.append(_seconds_until_shown(server, environment))
            _wait_until_kept(server, path)
            for name, rate in _nginx_rates(options, folder, path, port).items():
                rates.setdefault(name, []).append(rate)
    medians = {name: statistics.median(values) for name, values in rates.items()}
    figures = {f"{name}, answers/s": value for name, value in medians.items()}
    figures["page cache / Django's cache middleware"] = (
        medians["page cache, in process"] / medians["Django's cache middleware"]
    )
    figures["kept pages / a plain file, both by nginx"] = medians["nginx, kept pages"] / medians["nginx, a plain file"]
    figures["seconds from publishing to visible"] = statistics.median(shows)
    return figures


def _nginx_rates(options: argparse.Namespace, folder: Path, path: str, port: int) -> dict[str, float]:
    """The same bytes by `deploy/nginx.conf` and as a file of a site with nothing but a root folder."""
    own, plain = free_port(), free_port()
    place = nginx.configuration(folder / f"nginx-{own}", port=own, program_port=port, files=folder / "var")
    kept = next((folder / "var" / "pages" / "public").glob(f"{page_content.SLUG}/index.html.br"))
    copied = folder / "plain"
    copied.mkdir(exist_ok=True)
    (copied / "page.html").write_bytes(kept.read_bytes())
    plainly = nginx.plain_configuration(folder / f"nginx-{plain}", port=plain, root=copied)
    rates = {}
    for name, configuration, number, asked in (
        ("nginx, a plain file", plainly, plain, "/page.html"),
        ("nginx, kept pages", place, own, path),
    ):
        server = Server(nginx.command(configuration), number, folder, dict(os.environ), asked)
        try:
            rates[name] = server.requests_per_second(asked, options.seconds)
        finally:
            server.stop()
    return rates


def _seconds_until_shown(server: Server, environment: dict[str, str]) -> float:
    """From the commit of a new title to the first answer that shows it; the page stays asked for all the while."""
    title = f"Fifty blocks, seen at {time.time():.0f}"
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("UPDATE wagtailcore_page SET title = %s WHERE slug = %s", [title, page_content.SLUG])
        began = time.monotonic()
    while title.encode() not in _plain(server):
        if time.monotonic() - began > 30:
            raise RuntimeError("The change was not seen within 30 seconds.")
    return time.monotonic() - began


def _plain(server: Server) -> bytes:
    import brotli

    body: bytes = brotli.decompress(server.get(PAGES["fifty blocks"])[1])
    return body


def _wait_until_kept(server: Server, path: str) -> None:
    deadline = time.monotonic() + 60
    while server.get(path)[2] != "hit":
        if time.monotonic() > deadline:
            raise RuntimeError(f"{path} was not kept: {server.log.read_text()[-2000:]}")
        time.sleep(0.2)


@contextmanager
def _server(folder: Path, environment: dict[str, str], port: int, *, stock: bool = False) -> Iterator[Server]:
    application = "stock.wsgi:application" if stock else "pmcsite.wsgi:application"
    server = Server(granian(application, port), port, folder / "stock" if stock else PROJECT, environment, "/")
    try:
        for path in PAGES.values():
            server.get(path)
        yield server
    finally:
        server.stop()


def _environment(folder: Path, url: str, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "pmcsite.settings",
        "DEVELOPMENT": "1",
        "DATABASE_URL": url,
        "PUBLIC_URL": f"http://localhost:{port}",
        "VAR_DIR": str(folder / "var"),
        "PAGE_CACHE": "0",
        "PYTHONPATH": str(PROJECT),
    }


def _fill(environment: dict[str, str], pages: int, pictures: Path, port: int) -> None:
    arguments = ["--pages", str(pages), "--pictures", str(pictures), "--port", str(port)]
    _python(environment, "-m", "benchmarks.page_content", *arguments)


def _python(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=PROJECT, env=environment, check=True)


@contextmanager
def _database(name: str) -> Iterator[str]:
    """A database of its own on the server of `DATABASE_URL`; gone afterwards."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    own = f"benchmark_pages_{name}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {own}")
        try:
            yield urlunsplit(parts._replace(path=f"/{own}"))
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")


if __name__ == "__main__":
    main()
