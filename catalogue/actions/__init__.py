"""Changes over several rows: atomic, keyword-only, with `by=` (a name) and `at=` (an instant)."""
