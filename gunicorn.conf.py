"""How `gunicorn wsgi:app` serves, unless its command line says otherwise."""

import gc

worker_class = "gthread"
workers = 2
# A slow upload holds a thread, and the kernel may give twenty of them to one process.
threads = 32
control_socket_disable = True
# Loaded once, by the parent: its processes start at once, and share the memory of the code.
preload_app = True

# What is imported stays: to look for garbage in it would take a quarter of the start.
gc.disable()


def when_ready(_server: object) -> None:
    gc.freeze()  # a later look would write to every page of that memory, and so copy it
    gc.enable()
