"""A client of deskmate/1 in plain Python, written from docs/PROTOCOL.md alone.

    python3 client.py INVITE NAME

Sends every line of standard input as a message, except for

    /reply SEQ TEXT        replies to the message with this number
    /code FILE FROM TO     sends these lines of a file, counted from 1
    /edit SEQ TEXT         changes the text of the member's own message
    /delete SEQ            deletes it
    /react SEQ EMOJI       adds a reaction to a message; /unreact removes it
    /put FILE              sends a file
    /get SEQ FILE          saves the file of the message with this number
    /cut                   breaks the connection
    /leave                 leaves

Prints every log entry to standard output as the JSON received, and everything else to standard error.
"""

import base64
import copy
import hashlib
import hmac
import json
import os
import queue
import random
import socket
import ssl
import sys
import threading
import time
from urllib.parse import parse_qs, urlsplit

FINAL = {"replaced", "removed", "bad-key", "bad-token", "room-closed", "room-locked", "room-full",
         "line-full", "other-version"}
LANGUAGES = {".c": "c", ".h": "c", ".cpp": "cpp", ".java": "java", ".py": "python"}
HEARTBEAT, DEAD, LONGEST_LINE = 15, 45, 64 * 1024


def note(words):
    print(words, file=sys.stderr, flush=True)


class Invite:
    def __init__(self, link):
        fields = {key: values[0] for key, values in parse_qs(urlsplit(link).query).items()}
        if fields["v"] != "1":
            raise SystemExit("This invite is for another version.")
        self.addresses = fields["a"].split(",")
        self.port = int(fields["p"])
        self.pin = fields["c"]
        self.token = fields["t"]


class Connection:
    """A TLS 1.3 connection to a hub that matches the pin, read and written by line."""

    def __init__(self, invite):
        self.socket = self.reach(invite)
        self.rest = b""
        self.heard = self.said = time.monotonic()

    @staticmethod
    def reach(invite, protocol="deskmate/1"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols([protocol])
        for address in invite.addresses:
            try:
                plain = socket.create_connection((address, invite.port), timeout=10)
                secure = context.wrap_socket(plain)
            except OSError as error:
                note(f"{address}: {error}")
                continue
            digest = hashlib.sha256(secure.getpeercert(binary_form=True)).digest()
            if secure.selected_alpn_protocol() == protocol and base64url(digest) == invite.pin:
                secure.settimeout(0.05)
                return secure
            note(f"{address}: not the host of this invite")
            secure.close()
        raise ConnectionError("no address leads to the host")

    def send(self, **frame):
        self.socket.settimeout(10)
        self.socket.sendall(json.dumps(frame, ensure_ascii=False).encode() + b"\n")
        self.socket.settimeout(0.05)
        self.said = time.monotonic()

    def frames(self):
        """The lines that have arrived; waits up to 50 ms for them."""
        try:
            chunk = self.socket.recv(65536)
            if not chunk:
                raise ConnectionError("the hub closed")
            self.heard = time.monotonic()
            self.rest += chunk
        except (TimeoutError, ssl.SSLWantReadError):
            pass
        *lines, self.rest = self.rest.split(b"\n")
        if len(self.rest) > LONGEST_LINE:
            raise ConnectionError("a line without end")
        return [json.loads(line) for line in lines]

    def beat(self):
        now = time.monotonic()
        if now - self.said > HEARTBEAT:
            self.send(type="ping")
        if now - self.heard > DEAD:
            raise ConnectionError("the hub is silent")

    def close(self):
        self.socket.close()


class FileConnection:
    """One file on its way to the hub or back, on a connection of its own."""

    def __init__(self, invite, **request):
        self.socket = Connection.reach(invite, "deskmate-file/1")
        self.socket.settimeout(20)
        self.incoming = self.socket.makefile("rb")
        self.socket.sendall(json.dumps(request).encode() + b"\n")
        self.offset = self.reply("ready")["offset"]

    def reply(self, expected):
        line = self.incoming.readline(1024)
        if not line.endswith(b"\n"):
            raise ConnectionError("the hub closed")
        frame = json.loads(line)
        if frame["type"] != expected:
            raise PermissionError(frame.get("code", frame["type"]))
        return frame

    def put(self, file):
        file.seek(self.offset)
        while chunk := file.read(65536):
            self.socket.sendall(chunk)
        self.reply("done")

    def get(self, file, size):
        while file.tell() < size:
            chunk = self.incoming.read1(min(65536, size - file.tell()))
            if not chunk:
                raise ConnectionError("the hub closed")
            file.write(chunk)
        self.reply("done")

    def close(self):
        self.incoming.close()
        self.socket.close()


def attempts(move):
    """Tries until the file has moved; a lost connection goes on where it broke. Raises what the hub refuses."""
    for wait in (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4):
        try:
            return move()
        except PermissionError:
            raise
        except OSError as error:
            note(f"file: {error}")
            time.sleep(wait)
    raise OSError("the file could not be moved")


def successor_key(key, pin):
    """What a key becomes at a member that takes over from the host where it counts."""
    known = hashlib.sha256(key.encode()).digest()
    return base64url(hmac.digest(known, f"deskmate-successor/1{pin}".encode(), "sha256"))


def digest_of(path):
    with open(path, "rb") as file:
        return base64url(hashlib.sha256(file.read()).digest())


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def code_card(path, first, last):
    """Some lines of a file, as a card of docs/PROTOCOL.md."""
    with open(path, encoding="utf-8", newline=None) as file:
        whole = file.read()
    lines = whole.split("\n")[first - 1:last]
    return {"type": "code", "path": os.path.relpath(path).replace(os.sep, "/"), "line": first,
            "endLine": first + len(lines) - 1, "language": LANGUAGES.get(os.path.splitext(path)[1], ""),
            "text": "\n".join(lines), "hash": base64url(hashlib.sha256(whole.encode()).digest())}


def request(line):
    """The request that a line on standard input stands for, without its id."""
    command, _, rest = line.partition(" ")
    if command == "/reply":
        seq, _, text = rest.partition(" ")
        return {"type": "say", "text": text, "reply": int(seq)}
    if command == "/code":
        path, first, last = rest.rsplit(" ", 2)
        card = code_card(path, int(first), int(last))
        return {"type": "say", "text": f"{card['path']}:{card['line']}", "card": card}
    if command == "/edit":
        seq, _, text = rest.partition(" ")
        return {"type": "edit", "target": int(seq), "text": text}
    if command == "/delete":
        return {"type": "delete", "target": int(rest)}
    if command in ("/react", "/unreact"):
        seq, _, emoji = rest.partition(" ")
        return {"type": "react", "target": int(seq), "emoji": emoji, "on": command == "/react"}
    return {"type": "say", "text": line}


def without(asked, keep):
    """The request, without a reply to a message that is lost."""
    lost = asked.get("reply", 0) > keep
    return {key: value for key, value in asked.items() if not (lost and key == "reply")}


class Member:
    def __init__(self, invite, name, typed):
        self.invite, self.name, self.typed = invite, name, typed
        self.id = self.key = None
        self.last = self.told = 0
        self.epoch, self.epochs = None, {}
        self.outbox, self.done = {}, {}
        self.files = {}
        self.successors, self.moved = [], None
        # The keys it has had, with the pins of the hubs where they counted, the newest first.
        self.held = []
        # The pins of those who answered that they don't host the room, since the last welcome.
        self.away = set()
        self.made = 0
        self.leaving = False

    def live(self):
        wait = 0.5
        for _ in range(1000):
            try:
                self.visit()
                return
            except (OSError, ConnectionError) as error:
                note(f"away: {error}")
                if self.last:
                    wait = 0.5
            time.sleep(wait * random.uniform(0.5, 1))
            wait = min(2 * wait, 30)

    def visit(self):
        """One connection, until the client leaves or the connection breaks."""
        link = self.reach()
        try:
            if link.keys:
                key, *others = link.keys
                more = {"keys": others} if others else {}
                link.send(type="resume", version=1, member=self.id, key=key, name=self.name, **more, **self.position())
            else:
                link.send(type="join", version=1, token=self.invite.token, name=self.name)
            welcome, behind = False, None
            while True:
                for frame in link.frames():
                    kind = frame["type"]
                    if kind == "welcome":
                        if frame.get("epoch", {}).get("term", 1) < max(self.epochs, default=(1, 0))[0]:
                            raise ConnectionError("a host from before a hand-over")
                        self.invite, self.id, welcome = link.invite, frame["you"]["id"], True
                        self.key = frame["you"].get("key", link.keys[0] if link.keys else None)
                        self.held = [(self.invite.pin, self.key), *self.held]
                        self.held = list(dict.fromkeys(self.held))[:8]
                        self.away.clear()
                        self.name = frame["you"]["name"]
                        note(f"in the room as {self.id}")
                        self.take_back(frame.get("keep", self.last))
                        behind = frame["last"]
                    elif kind == "epoch":
                        self.epoch = (frame["term"], frame["opening"])
                    elif kind == "gap":
                        self.last = frame["to"]
                    elif kind == "moved":
                        self.follow(link, frame)
                    elif "seq" in frame:
                        # An entry, also of a type that only later versions know.
                        self.take(frame)
                    elif kind == "refused":
                        note(f"refused: {frame['code']}")
                        self.outbox.pop(frame.get("id"), None)
                    elif kind == "bye":
                        note(f"bye: {frame['code']}")
                        self.away.add(link.invite.pin)
                        if frame["code"] in FINAL:
                            return
                        raise ConnectionError(frame["code"])
                if behind is not None and self.last >= behind:
                    behind = None
                    for waiting in self.outbox.values():
                        link.send(**waiting)
                if welcome:
                    if self.speak(link):
                        return
                    if self.told < self.last:
                        link.send(type="received", seq=self.last)
                        self.told = self.last
                link.beat()
        finally:
            link.close()

    def reach(self):
        """A connection to the host, or else to a member that may have taken over."""
        first = [each for each in self.successors if each["pin"] == self.moved]
        rest = [each for each in self.successors if each["pin"] != self.moved and each["member"] != self.id]
        invites = [self.invite_to(listener) for listener in [*first, None, *rest]]
        failure = None
        # Those who don't host the room may do so later, but the others come first.
        for invite in sorted(invites, key=lambda each: each.pin in self.away):
            try:
                link = Connection(invite)
                link.invite, link.keys = invite, self.keys_at(invite.pin)
                if self.away.issuperset(each.pin for each in invites):
                    self.away.clear()
                return link
            except ConnectionError as error:
                self.away.add(invite.pin)
                failure = failure or error
        self.away.clear()
        raise failure

    def invite_to(self, listener):
        if not listener or listener["pin"] == self.invite.pin:
            return self.invite
        invite = copy.copy(self.invite)
        invite.addresses, invite.port, invite.pin = listener["addresses"], listener["port"], listener["pin"]
        return invite

    def keys_at(self, pin):
        """The keys under which a hub may know this member: it has them from a host, which may have them from another."""
        pins = list(dict.fromkeys([pin, *(each["pin"] for each in self.successors), *(at for at, _ in self.held)]))
        ends, found = self.held, []
        for _ in range(4):
            found += [key for at, key in ends if at == pin and key not in found]
            ends = [(to, successor_key(key, to)) for at, key in ends for to in pins if to != at]
        return found[:33]

    def follow(self, link, frame):
        """Another member hosts the room now."""
        if any(each["pin"] == frame["pin"] for each in self.successors):
            self.moved = frame["pin"]
            raise ConnectionError("the room has moved")

    def position(self):
        """The entries it holds, by epoch, newest first."""
        ends = sorted(self.epochs.items(), key=lambda end: end[1], reverse=True)
        named = [{"term": term, "opening": opening, "last": last} for (term, opening), last in ends]
        if not named:
            return {"last": self.last}
        newest = {"term": named[0]["term"], "opening": named[0]["opening"]}
        return {"last": self.last, "epoch": newest, "earlier": named[1:65]}

    def take_back(self, keep):
        """The hub has lost everything after entry `keep`: resends this member's own messages."""
        ends, before = sorted(self.epochs.items(), key=lambda end: end[1]), 0
        self.epochs = {}
        for epoch, last in ends:
            if before < keep:
                self.epochs[epoch] = min(last, keep)
            before = last
        self.epoch = max(self.epochs, default=None)
        if keep >= self.last:
            return
        note(f"took back what followed entry {keep}")
        lost = [self.done.pop(seq) for seq in sorted(self.done) if seq > keep]
        said = {asked["id"]: without(asked, keep) for asked in [*lost, *self.outbox.values()]}
        self.outbox = {key: asked for key, asked in said.items() if asked.get("target", 0) <= keep}
        self.last = self.told = keep

    def take(self, entry):
        if entry["seq"] != self.last + 1:
            raise ConnectionError(f"entry {entry['seq']} after {self.last}")
        self.last = entry["seq"]
        if self.epoch:
            self.epochs[self.epoch] = self.last
        if entry["type"] == "successors":
            self.successors = entry["successors"]
        if entry.get("card", {}).get("type") == "file":
            self.files[self.last] = entry["card"]
        if entry.get("author") == self.id and entry["id"] in self.outbox:
            self.done[self.last] = self.outbox.pop(entry["id"])
        print(json.dumps(entry, ensure_ascii=False), flush=True)

    def file_request(self, line):
        """The message with a file that it has just put; True when it has saved one, None for any other line."""
        command, _, rest = line.partition(" ")
        if command == "/put":
            name, size, file = os.path.basename(rest), os.path.getsize(rest), digest_of(rest)
            attempts(lambda: self.put(rest, file, size))
            return {"type": "say", "text": name, "card": {"type": "file", "name": name, "size": size, "hash": file}}
        if command == "/get":
            seq, _, path = rest.partition(" ")
            card = self.files[int(seq)]
            part = f"{path}.part"
            attempts(lambda: self.get(part, card))
            if digest_of(part) != card["hash"]:
                os.remove(part)
                raise ValueError("other bytes than were sent")
            os.replace(part, path)
            note(f"saved {path}")
            return True
        return None

    def put(self, path, file, size):
        link = FileConnection(self.invite, type="put", member=self.id, key=self.key, file=file, size=size, offset=0)
        try:
            with open(path, "rb") as source:
                link.put(source)
        finally:
            link.close()

    def get(self, part, card):
        with open(part, "ab") as target:
            link = FileConnection(self.invite, type="get", member=self.id, key=self.key, file=card["hash"],
                                  size=card["size"], offset=target.tell())
            try:
                link.get(target, card["size"])
            finally:
                link.close()

    def speak(self, link):
        """Sends requests for what was typed; returns True when the user leaves."""
        while True:
            try:
                line = self.typed.get_nowait()
            except queue.Empty:
                break
            if line == "/cut":
                raise ConnectionError("cut off")
            if line in ("/leave", None):
                self.leaving = True
                break
            try:
                asked = self.file_request(line) or request(line)
                if asked is True:
                    continue
            except (OSError, ValueError) as error:
                note(f"{line}: {error}")
                continue
            self.made += 1
            asked["id"] = f"p{self.made}"
            self.outbox[asked["id"]] = asked
            link.send(**asked)
        # Leave only once the hub has every request.
        if self.leaving and not self.outbox:
            link.send(type="leave")
            return True
        return False


def main():
    typed = queue.Queue()

    def read():
        for line in sys.stdin:
            typed.put(line.rstrip("\n"))
        typed.put(None)

    threading.Thread(target=read, daemon=True).start()
    Member(Invite(sys.argv[1]), sys.argv[2], typed).live()


main()
