"""The application that wires the others together."""

from django.apps import AppConfig, apps


class PmcsiteConfig(AppConfig):
    """Wiring: settings, addresses, the base templates and the commands an operator runs."""

    name = "pmcsite"
    verbose_name = "Site"

    def ready(self) -> None:
        """Gather the apps' periodic work once their models exist, and have social cards drawn at publication.

        The translations of the program's own words are compiled here where they are new.
        """
        from pmcsite.beat_schedule import gather
        from pmcsite.catalogues import compile_catalogues
        from pmcsite.celery import app
        from pmcsite.face import publishing

        app.conf.beat_schedule = gather(apps.get_app_configs())
        publishing.listen()
        compile_catalogues()
