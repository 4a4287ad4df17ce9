"""Forms of the tickets' pages."""
