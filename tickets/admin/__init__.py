"""Tickets at the desk of provider staff."""
