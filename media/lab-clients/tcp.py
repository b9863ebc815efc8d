# Save as client.py, then run: python3 client.py (on Windows: py client.py)
"""A chat client for a lab room over TCP. Enter sends a line, q leaves."""

import codecs
import os
import socket
import sys
import threading

HOST = "127.0.0.1"  # the room's address
PORT = 9000  # the room's port


def receive(sock):
    """Prints what arrives, until the connection ends. Runs in its own thread."""
    # TCP carries bytes, not messages: a read can end in the middle of a character.
    # This decoder keeps the first half until the rest arrives.
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    try:
        while data := sock.recv(1024):
            text = decoder.decode(data)
            cut, _ = decoder.getstate()  # the bytes it keeps
            print(text, end="" if cut else "\n", flush=True)
    except OSError as error:
        print("Connection lost:", error, flush=True)
    # The main thread is waiting in input(), which nothing else can interrupt.
    os._exit(0)


def main():
    # A console that lacks a character shows "?" instead of ending the program.
    sys.stdout.reconfigure(errors="replace")
    sock = socket.create_connection((HOST, PORT))
    # recv and input both wait, so each needs a thread: one reads, this one types.
    receiver = threading.Thread(target=receive, args=(sock,), daemon=True)
    receiver.start()
    text = ""
    while text != "q":
        try:
            text = input()
        except EOFError:  # Ctrl+D, or Ctrl+Z on Windows
            text = "q"
        if text:
            sock.sendall(text.encode())
    # Nothing more to say. The room now closes its end, which ends the receiver.
    sock.shutdown(socket.SHUT_WR)
    receiver.join()


main()
