"""Pages of tickets on the portal."""
