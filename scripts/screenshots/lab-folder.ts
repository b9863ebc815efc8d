/**
 * A lab assignment in two folders: partners work on the same files, and their copies have diverged.
 */
const client = `import socket
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
`;

const hub = `import selectors
import socket

LISTEN = ("0.0.0.0", 9000)

clients = {}
selector = selectors.DefaultSelector()


def broadcast(text, sender=None):
    """Tells everybody but the sender."""
    for connection in clients:
        if connection is not sender:
            connection.sendall(text.encode())


def enter(server):
    connection, address = server.accept()
    clients[connection] = address
    selector.register(connection, selectors.EVENT_READ, read)
    broadcast(f"{address}已进入聊天室")


def read(connection):
    data = connection.recv(1024)
    if data.strip() == b"q":
        leave(connection)
        return
    broadcast(f"{clients[connection]}:{data.decode()}", connection)


def leave(connection):
    address = clients.pop(connection)
    selector.unregister(connection)
    connection.close()
    broadcast(f"{address}已离开聊天室")


def main():
    server = socket.create_server(LISTEN)
    selector.register(server, selectors.EVENT_READ, enter)
    while True:
        for key, _ in selector.select():
            key.data(key.fileobj)


if __name__ == "__main__":
    main()
`;

const readme = `# Lab 2: a chat hub

Write a hub and a client that speak the protocol of section 3.
`;

/**
 * Has another function above the others, so the same lines are further down than in the partner's copy.
 * One condition is written differently, so the partner's change to that line conflicts.
 */
const ownClient = client.replace('if not data:', 'if len(data) == 0:').replace(
  '\n\ndef receive',
  `
BANNER = "Lab 2, group 3. Type q to leave."


def greet():
    print(BANNER)


def receive`,
);

/** What a student has open while chatting. */
export const files = { 'client.py': client, 'hub.py': hub, 'README.md': readme };

/** The same with an added function. */
export const ownFiles = { ...files, 'client.py': ownClient };

/** With an undefined name. */
export const filesWithMistake = {
  ...files,
  'hub.py': hub.replace('clients.pop(connection)', 'client.pop(connection)'),
};

/** A test run that fails, in color, and shows a password. */
export const filesThatFail = {
  'run_tests.py': `import unittest


def colored(code, text):
    print(f"\\x1b[{code}m{text}\\x1b[0m")


class Hub:
    def __init__(self):
        self.clients = {}

    def leave(self, connection):
        return self.clients.pop(connection)


class LeaveTest(unittest.TestCase):
    def test_vanished_client(self):
        Hub().leave("('127.0.0.1', 50412)")


if __name__ == "__main__":
    colored("1", "Lab 2: the hub")
    for number in range(1, 31):
        done = "█" * number + "░" * (30 - number)
        print(f"\\r  starting {done} {number * 10 // 3} %", end="")
    print()
    for name in ("listens", "accepts", "broadcasts", "counts", "refuses"):
        colored("32", f"  ✓ {name}")
    colored("33", "  ! slow: 812 ms")
    print("  using password=hunter2")
    colored("41;97", " FAIL ")
    unittest.main(verbosity=0)
`,
};

/** The partner's copy. */
export const partnerFiles = {
  ...files,
  'client.py': client
    .replace('"""Prints whatever the hub sends, one read at a time."""\n    while', 'while')
    .replace(
      '        if not data:\n            break',
      '        if data == b"":\n            break',
    )
    .replace('        text = input()\n', '        text = input("> ")\n'),
  'hub.py': hub
    .replace('if data.strip() == b"q":', 'if not data or data.strip() == b"q":')
    .replace('for connection in clients:', 'for connection in list(clients):'),
  'test_leave.py': `import socket


def test_vanished_client():
    """Whoever closes without q leaves like everybody else."""
    stays = socket.create_connection(("127.0.0.1", 9000))
    goes = socket.create_connection(("127.0.0.1", 9000))
    address = goes.getsockname()
    goes.close()
    heard = b""
    while "已离开聊天室".encode() not in heard:
        heard += stays.recv(1024)
    assert str(address) in heard.decode()
`,
};

/** A program that stops where its mistake is, and how to debug it. */
export const filesToDebug = {
  ...files,
  'average.js': `function average(marks) {
  let sum = 0;
  for (const mark of marks) sum += mark;
  debugger;
  return sum / marks.length;
}

console.log(average([]));
`,
  '.vscode/launch.json': JSON.stringify({
    version: '0.2.0',
    configurations: [
      {
        ...{ type: 'node', request: 'launch', name: 'Average' },
        program: '$' + '{workspaceFolder}/average.js',
      },
    ],
  }),
};

/** What both started from, as committed in Git. */
export const handout = files;
