"""Runs a shell in a pseudo-terminal. Reads one JSON object a line: {"keys"} types, {"columns", "rows"} resizes. Copies
what the terminal shows to standard output."""

import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios


def resize(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def main():
    columns, rows = int(sys.argv[1]), int(sys.argv[2])
    child, terminal = pty.fork()
    if child == 0:
        # Job control needs a shell that believes that somebody is there.
        os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
    resize(terminal, columns, rows)
    pending = b""
    while True:
        ready, _, _ = select.select([terminal, sys.stdin], [], [])
        if terminal in ready:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                data = b""
            if not data:
                return
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        if sys.stdin in ready:
            data = os.read(sys.stdin.fileno(), 65536)
            if not data:
                return
            *lines, pending = (pending + data).split(b"\n")
            for line in lines:
                order = json.loads(line)
                if "keys" in order:
                    os.write(terminal, order["keys"].encode())
                else:
                    resize(terminal, order["columns"], order["rows"])


main()
