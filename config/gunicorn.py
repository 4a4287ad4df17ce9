"""gunicorn's settings. WEB_CONCURRENCY changes the number of processes."""

from __future__ import annotations

import os
from typing import Any

wsgi_app = "config.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 90
limit_request_line = (
    8190  # a question of 500 characters outside ASCII is that long in an address
)
graceful_timeout = 20
# A worker that leaks is replaced; the spread keeps them from leaving at the same moment.
max_requests = 5000
max_requests_jitter = 500
# Ranking multiplies small matrices: threads of a thread cost more than they save.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
loglevel = "warning"
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Say where the portal is, when it is really there."""
    print(f"\nRemit serves at http://{bind}/  (Ctrl-C stops it)\n", flush=True)
