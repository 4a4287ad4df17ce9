"""A browser of the tests on the tickets' pages, at an instant of the tests."""

import time_machine
from django.urls import reverse


class Visitor:
    """Somebody signed in, who asks for pages at `now`."""

    def __init__(self, client, user, now):
        client.force_login(user)
        self.client, self.now = client, now

    def get(self, name, *args, **query):
        """The page's text."""
        answer = self.ask(name, *args, **query)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def ask(self, name, *args, **query):
        """The answer, whatever its status."""
        with time_machine.travel(self.now, tick=False):
            return self.client.get(reverse(f"tickets:{name}", args=args), query)

    def post(self, name, *args, query="", **data):
        """The answer to a filled-in form, after its redirect."""
        address = reverse(f"tickets:{name}", args=args) + query
        with time_machine.travel(self.now, tick=False):
            return self.client.post(address, data, follow=True)

    def says(self, name, *args, query="", **data):
        """The page after a filled-in form."""
        return self.post(name, *args, query=query, **data).content.decode()
