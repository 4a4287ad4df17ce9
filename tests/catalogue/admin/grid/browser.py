"""What tests do on the grid in a browser, again and again."""

# Row of the table, and column: 0 group, 1 activity, 2 footnotes, 3 Acme, 4 Customer, then outcome, charge.
GROUP, TEXT, ACME, CUSTOMER, CHARGE = 0, 1, 3, 4, 6


def cell(page, row, column):
    """The input of a row (from 0) and a column."""
    line = page.locator("#grid-table tbody tr").nth(row)
    return line.locator("td").nth(column).locator("input, textarea, select")


def texts(page):
    found = page.locator("#grid-table tbody tr td:nth-child(3) textarea")
    return [found.nth(at).input_value() for at in range(found.count())]


def paste(page, text):
    """What Ctrl+V does with that text on the clipboard."""
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste",
                {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def copied(page):
    """What Ctrl+C puts on the clipboard."""
    return page.evaluate(
        """() => {
            const data = new DataTransfer();
            document.activeElement.dispatchEvent(new ClipboardEvent("copy",
                {clipboardData: data, bubbles: true, cancelable: true}));
            return data.getData("text/plain");
        }"""
    )


def saved(page):
    page.keyboard.press("Control+s")
    page.locator(".messagelist .success").wait_for()


def focused(page):
    return page.evaluate("document.activeElement.id")
