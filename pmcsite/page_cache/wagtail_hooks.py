"""Has Wagtail tell the recorder which page it serves, before anything else about the page is asked."""

from wagtail import hooks

from pmcsite.page_cache.serving import record_page

hooks.register("on_serve_page", record_page, order=-100)
