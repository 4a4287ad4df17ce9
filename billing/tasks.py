"""Celery tasks around billing's periodic work: one line each."""
