"""Readers: each recognises one structure in blocks and writes it into the revision."""
