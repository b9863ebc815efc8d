import assert from 'node:assert/strict';
import { DisposableStore, toDisposable } from '../../../src/util/disposable';
import { RawClient } from '../raw-client';
import { waitFor } from '../wait-for';
import { startLabClient, startLabHub, startLabP2pServer } from './python';

/** 342 characters, 1026 bytes: two more than a course program reads at once. */
const TOO_LONG = '课'.repeat(342);

/** These programs must fail where course programs do, or the tests against them prove nothing. */
describe('the course lab programs', () => {
  let cleanup: DisposableStore;
  beforeEach(() => {
    cleanup = new DisposableStore();
  });
  afterEach(() => cleanup.dispose());

  async function join(port: number): Promise<RawClient> {
    const client = await RawClient.connect(port);
    cleanup.add(toDisposable(() => client.destroy()));
    await client.receives(`${client.name}已进入聊天室`);
    return client;
  }

  it('talk: notices, prefixes, the host, leaving with q', async () => {
    const hub = await startLabHub();
    cleanup.add(hub.program);
    const raw = await join(hub.port);
    const python = cleanup.add(startLabClient(hub.port));
    await raw.receives(')已进入聊天室(');
    python.type('你好');
    await raw.receives('):你好');
    hub.program.type('上课');
    await raw.receives(`('127.0.0.1', ${hub.port}):上课`);
    await python.receives('):上课');
    raw.write('收到');
    await python.receives(`${raw.name}:收到`);
    python.type('q');
    await raw.receives(')已离开聊天室');
    assert.equal(await python.ends(), 0);
  });

  it('hub: sends without end when a client closes without q', async () => {
    const hub = await startLabHub();
    cleanup.add(hub.program);
    const [stays, closes] = [await join(hub.port), await join(hub.port)];
    closes.end();
    await stays.receives(`${closes.name}:`.repeat(100));
  });

  it('hub: a reset mutes the next member who sends, then no one can join', async () => {
    const hub = await startLabHub();
    cleanup.add(hub.program);
    const [speaks, resets] = [await join(hub.port), await join(hub.port)];
    resets.reset();
    await waitFor(() => hub.program.errors.includes('ConnectionResetError'), 'a reset');
    speaks.write('first');
    await waitFor(() => hub.program.errors.includes('BrokenPipeError'), 'a broken pipe');
    const late = await RawClient.connect(hub.port);
    cleanup.add(toDisposable(() => late.destroy()));
    await waitFor(() => hub.program.errors.includes('(accept)'), 'the hub stops accepting');
  });

  it('hub: a message of 342 Chinese characters mutes its sender', async () => {
    const hub = await startLabHub();
    cleanup.add(hub.program);
    const speaks = await join(hub.port);
    speaks.write(TOO_LONG);
    await waitFor(() => hub.program.errors.includes('UnicodeDecodeError'), 'a cut character');
  });

  it('client and p2p server: a character cut between two reads ends them', async () => {
    const server = await startLabP2pServer();
    cleanup.add(server.program);
    const client = cleanup.add(startLabClient(server.port));
    server.program.type('你好');
    await client.receives('Server : 你好');
    client.type(TOO_LONG);
    assert.equal(await server.program.ends(), 1);
    await client.ends();
    const other = await startLabP2pServer();
    cleanup.add(other.program);
    const reader = cleanup.add(startLabClient(other.port));
    other.program.type(TOO_LONG);
    assert.equal(await reader.ends(), 1);
  });
});
