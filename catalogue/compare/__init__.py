"""Two revisions of a guide held against each other, in business terms; without Django."""
