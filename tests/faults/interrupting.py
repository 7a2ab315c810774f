"""How a program interrupts itself."""

#: The first lines of such a program. ``interrupt`` does what Ctrl-C does, in any thread.
INTERRUPT = """
import os, signal

# A program in the background may have been started with the signal ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)

def interrupt():
    if os.name == "nt":
        # There, os.kill ends the process.
        signal.raise_signal(signal.SIGINT)
    else:
        os.kill(os.getpid(), signal.SIGINT)
"""
