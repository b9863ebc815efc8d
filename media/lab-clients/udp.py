# Save as client.py, then run: python3 client.py (on Windows: py client.py)
"""A chat client for a lab room over UDP. Enter sends a line, q leaves.

UDP loses, repeats and reorders datagrams. So ours have numbers and are sent again until the room
acknowledges them; the room's are acknowledged and put in order.
"""

import os
import queue
import socket
import struct
import sys
import threading
import time

HOST = "127.0.0.1"  # the room's address
PORT = 9000  # the room's port

HELLO, COOKIE, WELCOME, SAY, ACK, PING, BYE, REFUSED = range(1, 9)
MORE, BARE, WAITING = 1, 2, 4  # flags
HEADER = ">2sBB8sI"  # "D1", type, flags, session, number
MAX_BODY = 1184  # bytes; with its header, a datagram then fits the packets of any network
GIVE_UP = 45  # seconds without a sign of the room


class Room:
    """The datagrams to and from the room."""

    def __init__(self):
        family, _, _, _, address = socket.getaddrinfo(HOST, PORT, type=socket.SOCK_DGRAM)[0]
        self.sock = socket.socket(family, socket.SOCK_DGRAM)
        self.sock.connect(address)  # now only datagrams from there arrive
        self.session = os.urandom(8)
        self.heard = time.monotonic()

    def send(self, kind, flags=0, number=0, body=b""):
        self.sock.send(struct.pack(HEADER, b"D1", kind, flags, self.session, number) + body)

    def receive(self, seconds):
        """Returns the next datagram's type, flags, number and body; type 0 if none comes in time."""
        if time.monotonic() - self.heard > GIVE_UP:
            raise ConnectionError(f"no sign of the room for {GIVE_UP} s")
        self.sock.settimeout(seconds)
        try:
            datagram = self.sock.recv(2048)
        except socket.timeout:
            datagram = b""
        if len(datagram) < 16 or datagram[:2] != b"D1" or datagram[4:12] != self.session:
            return 0, 0, 0, b""
        self.heard = time.monotonic()
        _, kind, flags, _, number = struct.unpack(HEADER, datagram[:16])
        return kind, flags, number, datagram[16:]


class Inbox:
    """Puts what the room says in order."""

    def __init__(self):
        self.expected = 1
        self.early = {}  # what has come before its turn, by number
        self.text = b""  # a long message, as far as it has come

    def add(self, flags, number, body):
        if self.expected <= number < self.expected + 64:  # otherwise a repeat, or too early
            self.early[number] = (flags, body)
        while self.expected in self.early:
            flags, body = self.early.pop(self.expected)
            self.expected += 1
            self.text += body
            if not flags & MORE:
                show(self.text)
                self.text = b""

    def acknowledgement(self):
        """All before `expected` have come. Bit k: number `expected` + k has come, too."""
        bits = sum(1 << (n - self.expected) for n in self.early if n < self.expected + 32)
        return self.expected - 1, struct.pack(">I", bits)


def show(body):
    print(body.decode(errors="replace"), flush=True)


def enter(room):
    """Says HELLO until the room lets us in. Returns whether the room is bare."""
    cookie, place, wait = bytes(16), None, 1
    while True:
        room.send(HELLO, body=cookie.ljust(80, b"\0"))
        kind, flags, number, body = room.receive(wait)
        wait = 2
        if kind == COOKIE:
            cookie = body  # sending it back proves that this is our address
        elif kind == WELCOME and not flags & WAITING:
            return bool(flags & BARE)
        elif kind == WELCOME:
            if number != place:
                print("The room is full. Place in line:", number, flush=True)
            place = number
            time.sleep(2)
        elif kind in (REFUSED, BYE):
            raise ConnectionError(body.decode(errors="replace"))


def talk(room, bare, typed):
    """Sends what is typed and shows what the room says, until one of them leaves."""
    inbox = Inbox()
    part, number, tries, sent, timeout, wait = None, 0, 0, 0, 1, 1
    while True:
        if part is None and not typed.empty():  # one at a time
            part = typed.get()
            if part is None:
                break
            number, tries = number + 1, 0
        now = time.monotonic()
        if part and (tries == 0 or now > sent + wait):
            wait = timeout if tries == 0 else min(2, 2 * wait)  # the network may be full
            flags, body = part
            room.send(SAY, flags, number, body)
            tries, sent = tries + 1, now
            if bare:  # nothing is acknowledged
                part = None
        # A short wait, so that the keyboard and the timeout get their turn.
        kind, flags, which, body = room.receive(0.05)
        if kind == ACK and part and which == number:
            if tries == 1:  # of several tries, nobody knows which one arrived
                timeout = min(2, max(0.2, 2 * (time.monotonic() - sent)))
            part = None
        elif kind == SAY and bare:
            show(body)
        elif kind == SAY:
            inbox.add(flags, which, body)
        elif kind == BYE:
            raise ConnectionError("the room says goodbye. " + body.decode(errors="replace"))
        if kind == PING or (kind == SAY and not bare):
            room.send(ACK, 0, *inbox.acknowledgement())
    for _ in range(3):  # nobody acknowledges a goodbye
        room.send(BYE)
        time.sleep(0.05)


def read_keyboard(typed):
    """Queues each line in parts that fit a datagram, and None for leaving. Runs in its own thread."""
    for line in sys.stdin:
        data = line.rstrip("\r\n").encode()
        if data == b"q":
            break
        while data:
            end = MAX_BODY
            while end < len(data) and data[end] & 0xC0 == 0x80:
                end -= 1  # not inside a character
            typed.put((MORE if end < len(data) else 0, data[:end]))
            data = data[end:]
    typed.put(None)


def main():
    # A console that lacks a character shows "?" instead of ending the program.
    sys.stdout.reconfigure(errors="replace")
    typed = queue.Queue()
    threading.Thread(target=read_keyboard, args=(typed,), daemon=True).start()
    try:
        room = Room()
        talk(room, enter(room), typed)
    except OSError as error:
        print("Connection lost:", error, flush=True)
    except KeyboardInterrupt:  # Ctrl+C: the room notices it by our silence
        pass
    # The other thread is waiting for the keyboard, which nothing else can interrupt.
    os._exit(0)


main()
