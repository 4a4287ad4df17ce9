"""A statement as files: made from its frozen rows whenever somebody asks, the same bytes each time."""
