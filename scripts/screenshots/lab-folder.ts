/** What a student has open while chatting. */
export const files = {
  'client.py': `import socket
import sys
import threading


def receive(connection):
    """Prints whatever the hub sends, one read at a time."""
    while True:
        data = connection.recv(1024)
        if not data:
            break
        print(data.decode())


def main():
    host, port = sys.argv[1], int(sys.argv[2])
    connection = socket.create_connection((host, port))
    threading.Thread(target=receive, args=(connection,), daemon=True).start()
    while True:
        text = input()
        connection.sendall(text.encode())
        if text == "q":
            break
    connection.close()


if __name__ == "__main__":
    main()
`,
  'hub.py': `import socket

LISTEN = ("0.0.0.0", 9000)
`,
  'README.md': `# Lab 2: a chat hub

Write a hub and a client that speak the protocol of section 3.
`,
};
