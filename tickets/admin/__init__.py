"""Tickets at the desk of provider staff."""

from . import queues, records, tickets

__all__ = ["queues", "records", "tickets"]
