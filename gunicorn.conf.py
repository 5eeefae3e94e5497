"""How `gunicorn wsgi:app` serves, unless its command line says otherwise."""

import gc

worker_class = "gthread"
workers = 2
threads = 16
control_socket_disable = True
# Loaded once, by the parent: its processes start at once, and share the memory of the code.
preload_app = True


def when_ready(_server: object) -> None:
    gc.collect()
    gc.freeze()  # a collection would write to every page of that memory, and so copy it
