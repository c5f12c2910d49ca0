"""The platform's settings with the test's mailing kind installed."""

from pmcsite.settings import *  # noqa: F403 - Django reads settings from one module
from pmcsite.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.apps.FaultsConfig"]
