"""Messages as mail servers hand them over."""

SUPPORT = "support@acme.example"
PLAIN = 'text/plain; charset="utf-8"'


def letter(
    body="The phones are silent.",
    sender="dana@northwind.example",
    to=SUPPORT,
    subject="Phones are silent",
    kind=PLAIN,
    **headers,
):
    """A raw message; `headers` by name with underscores, None leaves one out."""
    given = {
        "From": f"Dana <{sender}>",
        "To": to,
        "Subject": subject,
        "Message-ID": "<one@northwind.example>",
        "Content-Type": kind,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{k}: {v}\r\n" for k, v in given.items() if v is not None)
    content = body if isinstance(body, bytes) else body.encode()
    return head.encode() + b"\r\n" + content


def of_parts(*parts, subtype="mixed"):
    """Body and type of a message of parts: (headers, content) each."""
    pieces = [
        b"--BOUND\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n"
        for head, content in parts
    ]
    return {
        "body": b"".join(pieces) + b"--BOUND--\r\n",
        "kind": f'multipart/{subtype}; boundary="BOUND"',
    }
