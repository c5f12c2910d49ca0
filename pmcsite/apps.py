"""The application that wires the others together."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


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
        from pmcsite.roles import laying

        app.conf.beat_schedule = gather(apps.get_app_configs())
        publishing.listen()
        laying.listen()
        # Django creates permissions app by app after `migrate`: the last app is the first to find all of them.
        last = [each for each in apps.get_app_configs() if each.models_module is not None][-1]
        post_migrate.connect(laying.lay_roles_after_migrate, sender=last, dispatch_uid="pmcsite.lay_roles")
        compile_catalogues()
