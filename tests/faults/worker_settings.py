"""The platform's settings with the test's mailing kind installed."""

<<<<<<< HEAD
from pmcsite.settings import *  # noqa: F403 - Django reads settings from one module
=======
from pmcsite.settings import *  # noqa: F403  # these are those settings and one app more
>>>>>>> e21c300 (Keep the checks clean: patterns, names, types of tests)
from pmcsite.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.apps.FaultsConfig"]
