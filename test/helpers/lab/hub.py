"""A course chat hub: hub.py PORT [MAX] [HOST]

Prints its port as its first line. Lines of standard input go out as the host's messages.
Fragile on purpose, in the ways that course programs are: each read is decoded separately, a client
that closes without `q` is read forever, an error ends the thread that runs into
it, the dictionary of clients changes during iteration, and a full room spins.
"""

import socket
import sys
import threading

MAX = int(sys.argv[2]) if len(sys.argv) > 2 else 10
HOST = sys.argv[3] if len(sys.argv) > 3 else "127.0.0.1"
clients = {}


def broadcast(text, sender=None):
    for addr, conn in clients.items():
        if addr != sender:
            conn.sendall(text.encode("utf-8"))


def serve(conn, addr):
    while True:
        text = conn.recv(1024).decode("utf-8")
        if text == "q":
            break
        broadcast(f"{addr}:{text}", addr)
    del clients[addr]
    conn.close()
    broadcast(f"{addr}已离开聊天室")


def accept(server):
    while True:
        while len(clients) >= MAX:
            pass
        conn, addr = server.accept()
        clients[addr] = conn
        broadcast(f"{addr}已进入聊天室")
        threading.Thread(target=serve, args=(conn, addr), daemon=True).start()


def main():
    sys.stdin.reconfigure(encoding="utf-8")
    family = socket.AF_INET6 if ":" in HOST else socket.AF_INET
    server = socket.create_server((HOST, int(sys.argv[1])), family=family)
    server.settimeout(1000)
    own = server.getsockname()
    print(own[1], flush=True)
    threading.Thread(target=accept, args=(server,), daemon=True).start()
    for line in sys.stdin:
        text = line.rstrip("\r\n")
        broadcast(f"{own}:{text}")


main()
