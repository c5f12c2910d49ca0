"""A stock Wagtail site to compare with: what `wagtail start` writes, and one page type of fifty blocks.

The project is written into a folder of the benchmark's own. Only the database, the secret key and the host are set;
everything else is as Wagtail delivers it.
"""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

MODELS = """
from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page


class HomePage(Page):
    pass


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock()
    alternative = blocks.CharBlock()
    caption = blocks.RichTextBlock()

    class Meta:
        template = "home/picture.html"


class StoryPage(Page):
    body = StreamField([("paragraph", blocks.RichTextBlock()), ("picture", PictureBlock())])
"""

PICTURE = """{% load wagtailcore_tags wagtailimages_tags %}
<figure>
  {% srcset_image value.image width-{480,960,1440} format-webp sizes="100vw" alt=value.alternative loading="lazy" %}
  <figcaption>{{ value.caption|richtext }}</figcaption>
</figure>
"""

PAGE = """{% extends "base.html" %}
{% load wagtailcore_tags %}
{% block content %}<h1>{{ page.title }}</h1>{% include_block page.body %}{% endblock %}
"""

SETTINGS = """
from .production import *
SECRET_KEY = "only for this measurement"
ALLOWED_HOSTS = ["*"]
DATABASES = {{"default": {{"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None, **{database!r}}}}}
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
"""

CACHED = """
from .benchmark import *
MIDDLEWARE = [
    "django.middleware.cache.UpdateCacheMiddleware",
    *MIDDLEWARE,
    "django.middleware.cache.FetchFromCacheMiddleware",
]
CACHES = {{"default": {{"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": {redis_url!r}}}}}
"""

FILL = """
import json, sys
from home.models import HomePage, StoryPage
from wagtail.images.models import Image
from wagtail.models import Site
from django.core.files.images import ImageFile
body, folder = json.loads(sys.argv[1]), sys.argv[2]
images = []
for number in range(16):
    with open(f"{folder}/{number}.png", "rb") as opened:
        images.append(Image.objects.create(title=f"Picture {number}", file=ImageFile(opened, name=f"{number}.png")))
for block in body:
    if block["type"] == "picture":
        block["value"]["image"] = images[block["value"]["image"]].pk
home = HomePage.objects.get()
home.add_child(instance=StoryPage(title="Fifty blocks", slug="fifty-blocks", body=json.dumps(body)))
Site.objects.update(hostname="localhost", port=int(sys.argv[3]))
"""


def write(folder: Path, database_url: str, body: str, pictures: Path, port: int) -> dict[str, str]:
    """Write the project, create its tables and its pages; return the environment its server needs.

    The settings `stock.settings.benchmark_cached` put Django's cache middleware in front, with Redis.

    `body` is JSON of a stream of `paragraph` and `picture` blocks whose `image` is a number of a file in `pictures`.

    Raises:
        subprocess.CalledProcessError: a step of Wagtail's own failed; its output was printed.

    """
    folder.mkdir(parents=True)
    _run([str(Path(sys.executable).parent / "wagtail"), "start", "stock", str(folder)], folder, dict(os.environ))
    (folder / "home" / "models.py").write_text(MODELS)
    templates = folder / "home" / "templates" / "home"
    (templates / "picture.html").write_text(PICTURE)
    (templates / "story_page.html").write_text(PAGE)
    url = urlsplit(database_url)
    database = {
        "NAME": url.path.removeprefix("/"),
        "USER": url.username,
        "PASSWORD": url.password,
        "HOST": url.hostname,
        "PORT": url.port,
    }
    (folder / "stock" / "settings" / "benchmark.py").write_text(SETTINGS.format(database=database))
    cached = CACHED.format(redis_url=os.environ["REDIS_URL"])
    (folder / "stock" / "settings" / "benchmark_cached.py").write_text(cached)
    environment = {
        **{name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "DATABASE_URL"}},
        "DJANGO_SETTINGS_MODULE": "stock.settings.benchmark",
        "PYTHONPATH": str(folder),
    }
    for arguments in (["makemigrations", "home"], ["migrate"]):
        _run([sys.executable, "manage.py", *arguments], folder, environment)
    source = f"import django; django.setup()\n{FILL}"
    _run([sys.executable, "-c", source, body, str(pictures), str(port)], folder, environment)
    return environment


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
        done.check_returncode()
