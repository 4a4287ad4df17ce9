#!/usr/bin/env python3
"""Sends requests from several clients at once and says how long each took. A process of its own.

usage: python benchmarks/load.py PORT CLIENTS REQUESTS < requests.json

Takes {"mark", "requests": [{"path", "headers", "body"}, …]}; each client sends one of the requests,
in turn, again and again. "{n}" in the body and the headers becomes a number of its own. Prints one
line of JSON: seconds in all, milliseconds of each request, statuses by number.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections import Counter
from itertools import count
from typing import Any


def main() -> None:
    """Read the request, send it, print what came of it."""
    port, clients, requests = map(int, sys.argv[1:])
    given = json.load(sys.stdin)
    numbers, took, statuses = count(), [], Counter()
    lock = threading.Lock()

    def work(request: dict[str, Any]) -> None:
        while True:
            with lock:
                number = next(numbers)
            if number >= requests:
                return
            began = time.perf_counter()
            status = send(port, request, f"{given['mark']}-{number}")
            ended = time.perf_counter()
            with lock:
                took.append((ended - began) * 1000)
                statuses[status] += 1

    own = [given["requests"][n % len(given["requests"])] for n in range(clients)]
    threads = [threading.Thread(target=work, args=[request]) for request in own]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    told = {"seconds": seconds, "took": took, "statuses": statuses}
    sys.stdout.write(json.dumps(told) + "\n")


def send(port: int, request: dict[str, Any], number: str) -> int:
    """One request on a connection of its own; the status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {k: v.replace("{n}", number) for k, v in request["headers"].items()}
    body = request["body"].replace("{n}", number)
    connection.request("POST", request["path"], body.encode(), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


if __name__ == "__main__":
    main()
