"""Mail that comes in: reading a message, and the addresses by which an answer finds its ticket."""
