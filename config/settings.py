"""Settings of Remit. Every choice comes from the environment; README lists the variables."""

from pathlib import Path

from config import environment as env
from config import schedule

BASE_DIR = Path(__file__).resolve().parent.parent

# -- where this runs ------------------------------------------------------------------------------

REMIT_ENV = env.choice("REMIT_ENV", ("development", "production"), "development")
PRODUCTION = REMIT_ENV == "production"
DEBUG = env.flag("DEBUG", False)

DEVELOPMENT_KEY = "development-only: anybody can read this key in the source"
SECRET_KEY = env.text("SECRET_KEY", "" if PRODUCTION else DEVELOPMENT_KEY)
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", () if PRODUCTION else LOCAL_HOSTS)
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

if PRODUCTION:
    if DEBUG:
        raise env.BadSetting("DEBUG", "production never shows tracebacks; remove it.")
    if SECRET_KEY == DEVELOPMENT_KEY or len(SECRET_KEY) < 50:
        raise env.BadSetting(
            "SECRET_KEY", "production needs its own; set 50 or more random characters."
        )
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise env.BadSetting(
            "ALLOWED_HOSTS", "name the hosts that are served, separated by commas."
        )

# Where people reach the portal: links in mail begin with it.
REMIT_URL = env.address(
    "REMIT_URL",
    f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
    if PRODUCTION
    else f"http://localhost:{env.number('PORT', 8000)}",
    ("http", "https"),
    "https://remit.example",
)

# Everything that is written to disk: the SQLite file and collected static files.
DATA_DIR = env.folder("REMIT_DATA_DIR", BASE_DIR / "var")
# The sentence model's folder; none means the model that the locked packages carry.
MODEL_DIR = (
    env.folder("REMIT_MODEL_DIR", DATA_DIR) if env.text("REMIT_MODEL_DIR") else None
)

# -- what it is made of ---------------------------------------------------------------------------

INSTALLED_APPS = [
    # Ours first, so that their templates win; a higher app's win over a lower one's.
    "billing.apps.BillingConfig",
    "tickets.apps.TicketsConfig",
    "catalogue.apps.CatalogueConfig",
    "catalogue.platform.adminsite.RemitAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "drf_standardized_errors",
    "import_export",
    "rest_framework",
]

MIDDLEWARE = [
    "catalogue.platform.request_id.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "catalogue.platform.headers.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # A page is closed to strangers unless its view says `login_not_required`.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "catalogue.platform.second_factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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

# -- where it keeps things ------------------------------------------------------------------------

DATABASES = {"default": env.database(f"sqlite:///{DATA_DIR / 'remit.sqlite3'}")}
CACHES = {"default": env.cache("dbcache://remit_cache")}

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# A guide of 20 MB is the largest file that is read in; a grid may post thousands of cells.
DATA_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# -- language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

# -- who signs in ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "catalogue.User"
AUTHENTICATION_BACKENDS = ["catalogue.platform.signins.PortalBackend"]
SESSION_ENGINE = "catalogue.platform.signins"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "catalogue.platform.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Addresses come from staff and invitations, never from a form anybody can fill in. One address a
# login, which the person cannot change: an unproven one must never lead to somebody's contact.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to an address that a stranger typed
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Remit] "
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Remit"
STAFF_NEED_SECOND_FACTOR = PRODUCTION

# -- what the browser is told ---------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True

BEHIND_PROXY = env.flag("REMIT_PROXY", False)
if BEHIND_PROXY:
    # Only with a proxy that sets these headers itself: a browser could send them too.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = env.flag("REMIT_SSL_REDIRECT", PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = env.number("REMIT_HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
# A preload list binds the whole parent domain: its owner decides that, not the portal.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# -- programs -------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "catalogue.platform.keys.ApiKeyAuthentication",
        "catalogue.platform.sessions.PortalSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "catalogue.platform.problems.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_FORMATTER_CLASS": "catalogue.platform.problems.ProblemFormatter",
    "NESTED_FIELD_SEPARATOR": "/",
}

# -- background work ------------------------------------------------------------------------------

# Without a broker a message goes nowhere: the database is the truth, a message only a nudge.
BROKER_URL = env.address(
    "CELERY_BROKER_URL", "", env.BROKERS, "redis://host:6379/0, or leave it empty"
)
CELERY_BROKER_URL = BROKER_URL or "memory://"
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"socket_connect_timeout": 1} if BROKER_URL.startswith("redis") else {}
)
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = schedule.BEAT

# -- tickets --------------------------------------------------------------------------------------

# How long after its end a ticket may be taken up again; later, a new one follows it.
REOPEN_DAYS = env.days("REMIT_REOPEN_DAYS", 14)
# After how long without a word a resolved ticket is closed.
CLOSE_DAYS = env.days("REMIT_CLOSE_DAYS", 7)
CLOSE_ON_DAY = env.day_of_month("REMIT_CLOSE_ON_DAY")  # closes last month
REMIT_WARN_PERCENT = env.percents("REMIT_WARN_PERCENT", "75")  # of a promised time

# Where customers write to; replies to mail about a ticket come back to it with a `+reference`.
TICKET_ADDRESS = env.mailbox("REMIT_TICKET_ADDRESS")
# A mailbox to fetch mail from; without one, a mail server hands it to `manage.py receive_mail`.
IMAP_URL = env.address(
    "REMIT_IMAP_URL", "", ("imaps",), "imaps://user:password@host/INBOX"
)
# More messages of one sender in an hour are two programs that answer each other.
MAIL_PER_HOUR = env.number("REMIT_MAIL_PER_HOUR", 30)

# -- mail and logs --------------------------------------------------------------------------------

vars().update(env.mail("smtp://localhost:25" if PRODUCTION else "consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DEFAULT_FROM_EMAIL", "remit@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "catalogue.platform.request_id.RequestIdFilter"}},
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name} [{request_id}] {message}",
            "style": "{",
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id"],
        },
    },
    "root": {
        "handlers": ["console"],
        "level": env.choice(
            "LOG_LEVEL", ("debug", "info", "warning", "error"), "warning"
        ).upper(),
    },
    # Django's own handlers would print every line a second time.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # It warns of every HEAD request: Django leaves it to the server to drop the body.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
