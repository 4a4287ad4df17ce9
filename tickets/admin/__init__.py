"""Tickets at the desk of provider staff."""

from . import inbound, queues, quotas, records, tickets

__all__ = ["inbound", "queues", "quotas", "records", "tickets"]
