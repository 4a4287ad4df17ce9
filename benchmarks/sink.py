"""A mail server on loopback that takes everything and remembers the Message-IDs."""

from __future__ import annotations

import socketserver
import threading
from collections import Counter


class _Session(socketserver.StreamRequestHandler):
    """Just enough SMTP for `smtplib`."""

    def handle(self) -> None:
        self.say("220 sink")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self.say("354 go on")
                self.take()
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            self.say("250 ok")

    def take(self) -> None:
        """Read a message; it counts from the moment at which it is whole."""
        name = b""
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:  # whoever sent it died half-way
                return
            if line.lower().startswith(b"message-id:"):
                name = line.partition(b":")[2].strip()
        self.server.seen[name.decode()] += 1  # type: ignore[attr-defined]

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever sends may be killed half-way: that is what this is for."""

    allow_reuse_address = True


class Sink:
    """The server, while the block runs; `seen` counts messages by their Message-ID."""

    def __enter__(self) -> Sink:
        self.server = _Server(("127.0.0.1", 0), _Session)
        self.port: int = self.server.server_address[1]
        self.seen: Counter[str] = Counter()
        self.server.seen = self.seen  # type: ignore[attr-defined]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def twice(self) -> int:
        """Messages that came more than once."""
        return sum(count > 1 for count in self.seen.values())
