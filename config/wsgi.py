"""The entrance for WSGI servers such as gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# What is loaded stays: a search for garbage need not look at it each time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
