"""Billing's periodic work. `billing.tasks` hands the same functions to Celery."""
