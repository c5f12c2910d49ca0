"""The platform's settings: production by default, everything that differs comes from the environment.

`DEVELOPMENT=1` relaxes what a production start insists on; the Makefile sets it together with
`EMBEDDED=1`, which lets the project run its own private PostgreSQL and Redis (see `pmcsite.engines`).
Every variable is described in `docs/operator-guide.md`.
"""

import secrets
from email.utils import formataddr
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from delivery.signing.keys import read_signing_keys
from pmcsite import content_security, environment
from pmcsite.engines import addresses
from pmcsite.mail_provider import webhook_settings
from pmcsite.watching import logs

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environment.text("VAR_DIR", str(BASE_DIR / "var")))

DEVELOPMENT = environment.flag("DEVELOPMENT")
DEBUG = DEVELOPMENT and environment.flag("DEBUG")

# --- Secrets and hosts -------------------------------------------------------------------------

SECRET_KEY = environment.text("SECRET_KEY") or (
    "development-only-" + "k" * 50
    if DEVELOPMENT
    else environment.required("SECRET_KEY", f"Use a long random text, such as {secrets.token_urlsafe(50)}")
)
if not DEVELOPMENT and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10):
    raise ImproperlyConfigured("SECRET_KEY is weak: use at least 50 characters of random text.")
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")

SITE_NAME = environment.text("SITE_NAME", "Personalized Medicine Coalition")
PUBLIC_URL = environment.text("PUBLIC_URL", "http://localhost:8000" if DEVELOPMENT else "").rstrip("/")
if not PUBLIC_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured("PUBLIC_URL is not set. Give the site's address, such as https://www.example.org")
if not DEVELOPMENT and not PUBLIC_URL.startswith("https://"):
    raise ImproperlyConfigured("PUBLIC_URL must start with https:// in production.")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEVELOPMENT else "")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set. List the host names this site answers to.")
if not DEVELOPMENT and any(host.startswith("*") for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS is weak: name the hosts this site answers to, without *.")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS", PUBLIC_URL)
WAGTAILADMIN_BASE_URL = PUBLIC_URL

# --- Applications ------------------------------------------------------------------------------

INSTALLED_APPS = [
    "pmcsite",
    "pmcsite.page_cache",
    "advocacy.outreach",
    "advocacy.campaigns",
    "advocacy.legislators",
    "education",
    "newsletters",
    "content.search",
    "content.library",
    "content.plans",
    "content.pages",
    "content.blocks",
    "content.checking",
    "content.evidence",
    "content.topics",
    "content.media",
    "members",
    "delivery",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.styleguide",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "members.staff_users.StaffUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]
if DEVELOPMENT and find_spec("django_linear_migrations"):
    INSTALLED_APPS += ["django_linear_migrations"]

MIDDLEWARE = [
    "pmcsite.watching.request_log.RequestLogMiddleware",
    "pmcsite.watching.health.HealthMiddleware",
    "pmcsite.null_characters.NullCharacterMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pmcsite.content_security.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pmcsite.language_by_path.LanguageByPathMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "pmcsite.page_cache.serving.PageRecordingMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "content.evidence.middleware.RememberedFactsMiddleware",
    "members.sign_in.second_factor.StaffSecondFactorMiddleware",
    "members.sign_in.fresh.FreshSignInMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "pmcsite.urls"
WSGI_APPLICATION = "pmcsite.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "pmcsite" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# --- Engines: PostgreSQL and Redis, the same everywhere ----------------------------------------

_engines = addresses.from_environment(VAR_DIR)
if not DEVELOPMENT:
    addresses.refuse_weak(_engines)
DATABASES: dict[str, dict[str, Any]] = {"default": addresses.django_database(_engines.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = _engines.redis_url

_redis_timeouts = {"socket_connect_timeout": 1, "socket_timeout": 3}
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "pmcsite.tolerant_cache.TolerantRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "site",
        "OPTIONS": _redis_timeouts,
    },
    "renditions": {
        "BACKEND": "pmcsite.tolerant_cache.TolerantRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "renditions",
        "OPTIONS": _redis_timeouts,
        "TIMEOUT": 7 * 24 * 3600,
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# --- Page cache: whole public pages on this host's disk, see docs/decisions/0302 ----------------

# Off unless asked for; run `manage.py migrate` after switching it, which puts up the triggers or takes them down.
PAGE_CACHE = environment.flag("PAGE_CACHE")
PAGE_CACHE_DIR = Path(environment.text("PAGE_CACHE_DIR", str(VAR_DIR / "pages")))
# Pages may depend on the clock without any row changing (an event that has passed): none is kept longer than this.
PAGE_CACHE_LONGEST_SECONDS = 3600
# Pages that show what no trigger watches, such as how many people have signed, are made again this often (seconds).
PAGE_CACHE_COUNTS_SECONDS = 60
# Views outside the page tree whose answers are the same for everyone.
PAGE_CACHE_ROUTES = [
    "evidence:fact",
    "evidence:fact_version",
    "evidence:fact_json",
    "evidence:fact_bibtex",
    "evidence:fact_ris",
    "pages:feed",
    "search:topics",
    "sitemap",
]
# What editors publish: a change of such a row purges the pages that show it. Named one by one, apps or models, so that
# no record of a person is ever copied into the log of changes. Pages that show any other table are kept for
# PAGE_CACHE_COUNTS_SECONDS only.
PAGE_CACHE_WATCHED = [
    *("pages", "evidence", "media", "plans", "library", "topics", "taggit", "wagtailredirects", "wagtailembeds"),
    *("wagtailcore.Page", "wagtailcore.Site", "wagtailcore.Locale", "wagtailcore.Collection"),
    *("wagtailcore.PageViewRestriction", "wagtailcore.PageViewRestriction_groups", "wagtailcore.ReferenceIndex"),
    *("wagtailcore.CollectionViewRestriction", "wagtailcore.CollectionViewRestriction_groups"),
    *("campaigns.Action", "campaigns.LetterAction", "campaigns.TargetGroup", "campaigns.TargetExclusion"),
    *("campaigns.LetterText", "campaigns.ActIndexPage", "campaigns.CampaignPage", "campaigns.LetterActionPage"),
    *("education.Question", "education.QuestionVersion", "education.ModuleRelease", "education.LearnIndexPage"),
    *("education.ModulePage", "education.ModuleObjective", "education.LessonPage"),
    *(
        "newsletters.Newsletter",
        "newsletters.NewsletterIndexPage",
        "newsletters.NewsletterPage",
        "newsletters.IssuePage",
    ),
    *("members.Organisation", "members.Interest"),
]

CELERY_BROKER_URL = REDIS_URL
TASKS = {"default": {"BACKEND": "pmcsite.background_tasks.CeleryBackend", "QUEUES": ["default", "housekeeping"]}}

# --- Members and sign-in -----------------------------------------------------------------------

AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
WAGTAILADMIN_LOGIN_URL = "/account/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
ACCOUNT_ADAPTER = "members.sign_in.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_RATE_LIMITS = {"request_login_code": "30/10m/ip,5/10m/key", "reset_password": "20/10m/ip,3/10m/key"}
ACCOUNT_FORMS = {
    "request_login_code": "members.sign_in.forms.SignInCodeForm",
    "login": "members.sign_in.forms.PasswordSignInForm",
    "add_email": "members.sign_in.forms.NewAddressForm",
    "reset_password": "members.sign_in.forms.PasswordResetAddressForm",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
MFA_ADAPTER = "members.sign_in.two_factor.TwoFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT

# --- Mail: the sandbox is the default ----------------------------------------------------------

OUTBOUND = environment.text("OUTBOUND", "sandbox")
if OUTBOUND not in {"sandbox", "live"}:
    raise ImproperlyConfigured(f"OUTBOUND must be 'sandbox' or 'live', not {OUTBOUND!r}.")
SANDBOX_SMTP_HOST = environment.text("SANDBOX_SMTP_HOST", "127.0.0.1")
SANDBOX_SMTP_PORT = environment.whole_number("SANDBOX_SMTP_PORT", 1025)
if OUTBOUND == "live":
    SMTP_HOST = environment.required("SMTP_HOST", "OUTBOUND=live sends mail through it.")
    SMTP_PORT = environment.whole_number("SMTP_PORT", 587)
else:
    SMTP_HOST, SMTP_PORT = SANDBOX_SMTP_HOST, SANDBOX_SMTP_PORT
SMTP_USER = environment.text("SMTP_USER", "")
SMTP_PASSWORD = environment.text("SMTP_PASSWORD", "")
SMTP_SECURITY = environment.text("SMTP_SECURITY", "starttls" if OUTBOUND == "live" else "none")
MAIL_DOMAIN = environment.text("MAIL_DOMAIN", "mail.example.org")
if OUTBOUND == "live" and MAIL_DOMAIN.endswith("example.org"):
    raise ImproperlyConfigured("MAIL_DOMAIN is not set. OUTBOUND=live needs the coalition's own domain for From.")
# Selectors under which the relay's DKIM keys for MAIL_DOMAIN are published, and the DNS servers to ask about them
# (`address` or `address:port`; those of this machine when none is given).
DKIM_SELECTORS = environment.words("DKIM_SELECTORS")
# Keys this site signs with itself, `selector=file`; only processes that send need them.
DKIM_KEYS = read_signing_keys(environment.words("DKIM_KEYS"))
DNS_SERVERS = environment.words("DNS_SERVERS")
EMAIL_BACKEND = "delivery.email_backend.TransactionalBackend"
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", formataddr((SITE_NAME, f"hello@{MAIL_DOMAIN}")))
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where reports about our mail come back to: `imaps://user:password@host/INBOX` or `maildir:///folder`.
RETURN_MAILBOX = environment.text("RETURN_MAILBOX", "")
# The provider behind SMTP_HOST whose events come in by webhook, and the secrets those carry.
MAIL_PROVIDER = environment.text("MAIL_PROVIDER", "")
ANYMAIL = webhook_settings(
    MAIL_PROVIDER,
    environment.text("MAIL_PROVIDER_SECRET", ""),
    environment.text("MAIL_PROVIDER_SIGNING_KEY", ""),
)
DELIVERY_JOURNAL_DIR = environment.text("DELIVERY_JOURNAL_DIR", str(VAR_DIR / "delivery-journal"))
DELIVERY_SENDERS = environment.whole_number("DELIVERY_SENDERS", 2)
DELIVERY_CONNECTIONS = environment.whole_number("DELIVERY_CONNECTIONS", 4)
DELIVERY_LEASE_SECONDS = environment.whole_number("DELIVERY_LEASE_SECONDS", 60)
DELIVERY_PER_MINUTE_AND_OFFICE = environment.whole_number("DELIVERY_PER_MINUTE_AND_OFFICE", 20)
# Messages per second by receiving domain, such as `gmail.com=20,yahoo.com=10`.
DELIVERY_DOMAIN_RATES = {
    domain.strip().lower(): float(rate)
    for domain, _equals, rate in (word.partition("=") for word in environment.words("DELIVERY_DOMAIN_RATES"))
}
DELIVERY_RETENTION_DAYS = environment.whole_number("DELIVERY_RETENTION_DAYS", 730)
TRANSACTIONAL_RETENTION_DAYS = environment.whole_number("TRANSACTIONAL_RETENTION_DAYS", 30)

# --- Languages ---------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [VAR_DIR / "locale"]
TIME_ZONE = environment.text("TIME_ZONE", "America/New_York")
USE_I18N = True
USE_TZ = True
WAGTAIL_I18N_ENABLED = True
USE_THOUSAND_SEPARATOR = False

# --- Files -------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
_media_bucket = environment.text("MEDIA_BUCKET")
STORAGES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {"bucket_name": _media_bucket}}
        if _media_bucket
        else {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    ),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEVELOPMENT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "pmcsite.face.finders.BuiltFilesFinder",
]
WHITENOISE_USE_FINDERS = DEVELOPMENT
# Pages outside the page tree that search engines may know, by the names of their routes.
SITEMAP_ROUTES = ["search:topics", "legislators:lookup", "legislators:states", "members:join", "newsletters:subscribe"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
PUBLIC_DATA = environment.text("PUBLIC_DATA")
# Where the weekly refresh of legislators fetches from; without them there is none.
CONGRESS_SOURCE = environment.text("CONGRESS_SOURCE")
STATE_LEGISLATORS_SOURCE = environment.text("STATE_LEGISLATORS_SOURCE")

# --- Wagtail -----------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILIMAGES_IMAGE_MODEL = "media.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.SiteDocument"
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 24_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "content.media.forms.SiteImageForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ics", "mp4", "pdf", "pptx", "txt", "vtt", "webm", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf", "text/vtt", "video/mp4", "video/webm"]
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- Security ----------------------------------------------------------------------------------

_https = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = _https and environment.flag("SECURE_SSL_REDIRECT", default=True)
TRUST_PROXY = environment.flag("TRUST_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

# Where uploaded pictures come from when `MEDIA_BUCKET` serves them from an address of its own.
MEDIA_ORIGINS = environment.words("MEDIA_ORIGINS")
CONTENT_SECURITY_POLICY = {"DIRECTIVES": content_security.public_directives(MEDIA_ORIGINS)}

# W019 wants X-Frame-Options to be DENY: editors preview pages in a frame of this very site.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

# --- Logs: JSON on standard error, without personal data ------------------------------------------

# Who may read `/metrics`: `Authorization: Bearer …`. Without a token nobody may.
METRICS_TOKEN = environment.text("METRICS_TOKEN", "")
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("METRICS_TOKEN is weak: use at least 20 random characters.")

LOGGING = logs.configuration(level=environment.text("LOG_LEVEL", "INFO"))
