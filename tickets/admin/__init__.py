"""Tickets at the desk of provider staff."""

from . import queues, quotas, records, tickets

__all__ = ["queues", "quotas", "records", "tickets"]
