"""The only settings module; nothing outside config/ reads the environment. `.env.example` explains every variable."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from config import env, media

BASE_DIR = Path(__file__).resolve().parent.parent
env.read_file(BASE_DIR / ".env")

# --- Where the site lives -------------------------------------------------------------------------------------------
PORT = env.number("PORT", default=8000, lowest=1, highest=65535)
SITE_URL = env.address("SITE_URL", default=f"http://localhost:{PORT}")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
HTTPS = SITE_URL.startswith("https://")
# Public: others can reach it, so weak keys and debugging pages are refused.
PUBLIC = HTTPS or not env.is_local(SITE_HOST)

VAR_DIR = env.folder("VAR_DIR", default=BASE_DIR / "var")
DEBUG = env.switch("DEBUG", default=False)
if PUBLIC and DEBUG:
    raise env.BadSetting(f"DEBUG is on and {SITE_URL} is a public site, which would show its secrets. Set DEBUG=false.")
SECRET_KEY = env.secret_key("SECRET_KEY", public=PUBLIC, kept_in=VAR_DIR / "secret_key")
# What keeps credentials of other services secret in the database: the first encrypts, all decrypt.
CREDENTIALS_KEYS = env.names("CREDENTIALS_KEY", default=[SECRET_KEY])
LOOPBACK_HOSTS = ["localhost", ".localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", default=list(dict.fromkeys([SITE_HOST, *LOOPBACK_HOSTS])))
# How many proxies before this server are ours, and add to X-Forwarded-For; sign-in throttling counts by address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", default=0, lowest=0, highest=10)
# Hosts within a private network, as name or name:port, that requests may go to all the same.
OUTGOING_ALLOWED = env.names("OUTGOING_ALLOWED", default=[])
WEB_WORKERS = env.number("WEB_WORKERS", default=1, lowest=1, highest=64)
WEB_THREADS = env.number("WEB_THREADS", default=4, lowest=1, highest=64)

# --- What it is made of ---------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "blog.admin.apps.BlogAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "markdownx",
    "procrastinate.contrib.django",
    "accounts",
    "blog",
]

MIDDLEWARE = [
    "config.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "blog.middleware.SiteLanguageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.PrivateAccountsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
# So that widgets find their templates beside all others.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Where no site is asked for its own, on the command line above all; what visitors' browsers prefer is never asked.
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- Database, cache, queue -----------------------------------------------------------------------------------------
EMBEDDED_DATABASE = env.database("DATABASE_URL") is None
_database: dict[str, Any] = env.database("DATABASE_URL") or env.embedded_database(VAR_DIR / "postgres")
# A connection for each thread that can need one, kept open, checked before use, so that a restart of Postgres costs
# no reader an error page.
_database["CONN_HEALTH_CHECKS"] = True
_database["OPTIONS"] = {
    **_database.get("OPTIONS", {}),
    "pool": {"min_size": 0, "max_size": WEB_THREADS + 1, "timeout": 10},
}
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all processes, since sign-in throttling counts across them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # By default 300, beyond which a third goes, counts of wrong passwords too: a flood would lift its own limit.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = env.folder("MEDIA_ROOT", default=BASE_DIR / "media")
_media = media.media(
    kept_in=env.text("MEDIA_STORAGE", ""),
    url=env.base_address("MEDIA_URL"),
    bucket=media.bucket(
        name=env.text("S3_BUCKET", ""),
        endpoint=env.base_address("S3_ENDPOINT_URL"),
        region=env.text("S3_REGION", ""),
        access_key_id=env.text("S3_ACCESS_KEY_ID", ""),
        secret_access_key=env.text("S3_SECRET_ACCESS_KEY", ""),
        prefix=env.text("S3_PREFIX", ""),
        addressing=env.text("S3_ADDRESSING", ""),
    ),
    site_url=SITE_URL,
)
MEDIA_STORAGE = _media.kept_in
MEDIA_URL = _media.url
# A proxy under another account reads them too, whatever the umask.
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o755
# How long pictures that nothing uses wait in quarantine before they are deleted; 0: for ever.
UNUSED_PICTURES_DAYS = env.number("UNUSED_PICTURES_DAYS", default=30, lowest=0, highest=3650)
# Without scripts the library's form sends all chosen pictures at once; Django would take 100.
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
# Of fields other than files, in bytes: the longest text, two million characters of any script, and the form around it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 9_000_000
# While debugging and testing, static files come straight from the source folders.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
# Nothing asks for them by their plain names, and compressing takes longest of all at a first start.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
_static_storage = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "config.static_files.AssembledStaticFilesStorage"
)
STORAGES = {**_media.storages, "staticfiles": {"BACKEND": _static_storage}}

# --- People ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key", "reset_password": "20/m/ip,5/m/key"}
MFA_TOTP_ISSUER = SITE_HOST

globals().update(env.email("EMAIL_URL", default="console://"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", f"byline@{SITE_HOST}")

# --- Security -------------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "blog.views.json_doors.csrf_failed"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "img-src": [SELF, "data:", "https:", *_media.origins],
        "media-src": [SELF, "https:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    }
}

# --- Logging --------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.OneLineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Django's own handlers would print each record twice, or mail it.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # The addresses of requests can hold what is secret.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        # Each command of manage.py would announce the periodic jobs.
        "procrastinate.blueprints": {"level": "WARNING"},
        "procrastinate.periodic": {"level": "WARNING"},
        # So would each job that is put into the queue; the worker says what becomes of it.
        "procrastinate.jobs": {"level": "WARNING"},
    },
}
