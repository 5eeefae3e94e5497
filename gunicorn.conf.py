"""How `gunicorn wsgi:app` serves, unless its command line says otherwise."""

import contextlib
import ctypes
import gc

worker_class = "gthread"
workers = 2
# A slow upload holds a thread, and the kernel may give twenty of them to one process.
threads = 32
control_socket_disable = True
# Loaded once, by the parent: its processes start at once, and share the memory of the code.
preload_app = True

# Threads take turns in Python: a heap for each of 32 would keep memory for nothing.
# The number is glibc's name for the most heaps; other libraries keep one and do not know it.
M_ARENA_MAX, HEAPS = -8, 2
with contextlib.suppress(AttributeError):
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, HEAPS)

# What is imported stays: to look for garbage in it would take a quarter of the start. Nor is any
# looked for in the midst of a request: Python 3.11 may crash (docs/decisions/0017).
gc.disable()


def when_ready(_server: object) -> None:
    gc.freeze()  # a later look would write to every page of that memory, and so copy it


def post_request(_worker: object, _request: object, _environ: object, _answer: object) -> None:
    """Look for garbage after an answer, in those generations that Python itself would look in."""
    due = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if any(due):
        gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))
