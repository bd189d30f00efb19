"""Polling instead of sleeping."""

import time


def eventually(check, within=10.0, every=0.01):
    """What check() says as soon as it is true; fails if that takes longer than `within` seconds."""
    end = time.monotonic() + within
    while True:
        answer = check()
        if answer:
            return answer
        assert time.monotonic() < end, f"not within {within} s: {check.__name__}"
        time.sleep(every)
