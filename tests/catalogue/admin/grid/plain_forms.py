"""What a browser without JavaScript sends of a page: its inputs, as they stand."""

from html.parser import HTMLParser

NOT_SENT = {"submit", "checkbox", "button"}
NOT_TYPED = {"csrfmiddlewaretoken", "theme", "grid"}


def fields(page):
    """Names and values of a page's inputs; ticks are not set."""
    reader = _Reader()
    reader.feed(page.content.decode())
    return {name: text for name, text in reader.found.items() if name not in NOT_TYPED}


def cell_name(form, row, column):
    """The name of the input of a row (from 0) under a column's id."""
    at = next(
        k[1:]
        for k, v in form.items()
        if k[0] == "c" and k[1:].isdigit() and v == column
    )
    return f"r{row}-{at}"


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = {}
        self.text = self.choice = None
        self.templates = 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name")
        self.templates += tag == "template"
        if tag == "option" and self.choice and "selected" in given:
            self.found[self.choice] = given["value"]
        if self.templates or not name:
            return
        if tag == "input" and given.get("type") not in NOT_SENT:
            self.found[name] = given.get("value", "")
        elif tag == "textarea":
            self.text, self.found[name] = name, ""
        elif tag == "select":
            self.choice, self.found[name] = name, ""

    def handle_endtag(self, tag):
        self.templates -= tag == "template"
        if tag == "textarea" and self.text:
            self.found[self.text] = self.found[self.text].removeprefix("\n")
            self.text = None
        elif tag == "select":
            self.choice = None

    def handle_data(self, data):
        if self.text:
            self.found[self.text] += data
