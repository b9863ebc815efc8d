"""Runs a program in a pseudo-terminal. Reads one JSON object a line: {"keys"} types, {"columns", "rows"} resizes,
{"hangUp"} closes the terminal as its window does, and ends as the program then does. Copies what the terminal shows to
standard output."""

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


def end_like(child):
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    sys.exit(code if code >= 0 else 128 - code)


def main():
    columns, rows, *command = sys.argv[1:]
    child, terminal = pty.fork()
    if child == 0:
        # Before the program can ask for it.
        resize(0, int(columns), int(rows))
        os.execvp(command[0], command)
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
                elif "hangUp" in order:
                    os.close(terminal)
                    end_like(child)
                else:
                    resize(terminal, order["columns"], order["rows"])


main()
