import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { deskmate, eventually, refuses, run, waitForState } from './api';

describe('joining by command', () => {
  let server: Server;
  let sockets: Socket[];
  let target: string;

  beforeEach(async () => {
    sockets = [];
    server = createServer((socket) => {
      socket.setEncoding('utf8');
      socket.on('error', () => {});
      sockets.push(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    await run('leaveRoom');
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  /** The hub's end of the connection: the client's may be ready earlier. */
  const hub = () => eventually(() => sockets[0], 'the hub has the connection');

  it('is in line until it receives something, then in the room', async () => {
    await run('joinRoom', target);
    const api = await deskmate();
    assert.equal(api.getState().connection.kind, 'waiting');
    (await hub()).write("('10.0.0.9', 4711):welcome");
    const { messages, members } = await waitForState(
      ({ connection }) => connection.kind === 'joined',
      'in the room',
    );
    assert.ok(messages.some(({ text }) => text === 'welcome'));
    assert.ok(members.some(({ name, self }) => !self && name === "('10.0.0.9', 4711)"));
  });

  it('sends messages, and says goodbye', async () => {
    let heard = '';
    server.on('connection', (socket) => {
      socket.on('data', (text: string) => {
        heard += text;
      });
    });
    await run('joinRoom', target);
    await run('sendMessage', 'hello there');
    await eventually(() => heard === 'hello there', 'the hub receives the message');
    await run('leaveRoom');
    await eventually(() => heard === 'hello thereq', 'the hub receives the goodbye');
    assert.equal((await deskmate()).getState().connection.kind, 'offline');
  });

  it('says when the connection breaks', async () => {
    await run('joinRoom', target);
    (await hub()).write("('10.0.0.9', 4711):welcome");
    await waitForState(({ connection }) => connection.kind === 'joined', 'in the room');
    (await hub()).resetAndDestroy();
    const { connection, messages } = await waitForState(
      (state) => state.connection.kind === 'offline',
      'offline',
    );
    assert.equal(connection.error, 'connection-lost');
    assert.equal(messages.at(-1)?.kind, 'system');
  });

  it('says that nothing is listening', async () => {
    await new Promise((resolve) => server.close(resolve));
    await refuses(run('joinRoom', target), 'refused', /Nothing is listening/);
    assert.equal((await deskmate()).getState().connection.error, 'refused');
  });

  it('is canceled by leaving', async () => {
    // Connections to this documentation network neither succeed nor fail soon, or fail at once as
    // unreachable: either way nothing remains of the attempt.
    const joining = run('joinRoom', '192.0.2.77:9000').then(
      () => 'joined',
      () => 'gave up',
    );
    await run('leaveRoom');
    assert.equal(await joining, 'gave up');
    assert.equal((await deskmate()).getState().connection.kind, 'offline');
  });
});
