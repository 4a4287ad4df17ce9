"""What can be done with tickets: each act in one transaction, whoever asks for it."""
