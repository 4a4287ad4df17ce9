"""Documents of every format become one stream of blocks."""
