import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import * as vscode from 'vscode';
import type { DeskmateState, HostedRoom } from '../../../src/ui/api';
import { RawClient } from '../../helpers/raw-client';
import { deskmate, eventually, refuses, run, waitForState } from './api';

describe('hosting a lab room by command', () => {
  afterEach(() => run('leaveRoom'));

  it('opens a room, lets clients talk, and notifies other extensions', async () => {
    const api = await deskmate();
    const heard: DeskmateState[] = [];
    const listening = api.onDidChangeState((state) => heard.push(state));
    const room = await run<HostedRoom>('hostRoom', { kind: 'lab-hub', name: 'Desk 4' });
    assert.deepEqual(Object.keys(room).sort(), ['address', 'kind', 'port']);
    assert.equal(room.kind, 'lab-hub');
    assert.equal(room.address, '127.0.0.1');
    assert.equal(api.getState().connection.kind, 'hosting');
    assert.deepEqual(api.getState().room, { ...room, name: 'Desk 4' });

    const client = await RawClient.connect(room.port);
    await waitForState(({ members }) => members.length === 2, 'the client is a member');
    client.socket.write('你好');
    const { messages } = await waitForState(
      (state) => state.messages.some(({ text }) => text === '你好'),
      'its message is in the log',
    );
    const said = messages.find(({ text }) => text === '你好');
    assert.equal(said?.authorName, client.name);
    assert.equal(said?.kind, 'message');
    assert.ok(messages.some(({ kind, text }) => kind === 'system' && text.includes('joined')));

    await run('sendMessage', 'hello');
    await eventually(
      () => client.text.endsWith(`('127.0.0.1', ${room.port}):hello`),
      'the client receives the host’s message',
    );
    await eventually(
      () => heard.some((state) => state.messages.some(({ text }) => text === 'hello')),
      'other extensions learn of the message',
    );
    listening.dispose();

    await run('leaveRoom');
    assert.equal(api.getState().connection.kind, 'offline');
    await eventually(() => client.atEnd || client.closed, 'the client is disconnected');
  });

  it('keeps extra clients in line, and says who is waiting', async () => {
    const { port } = await run<HostedRoom>('hostRoom', { kind: 'lab-hub', maxClients: 1 });
    const first = await RawClient.connect(port);
    await waitForState(({ members }) => members.length === 2, 'the first client is in');
    const second = await RawClient.connect(port);
    const { waiting } = await waitForState((state) => state.waiting.length === 1, 'one waits');
    assert.deepEqual(waiting, [{ name: second.name }]);
    first.socket.end('q');
    await waitForState(
      (state) => state.waiting.length === 0 && state.members.length === 2,
      'the second is let in',
    );
    second.socket.destroy();
  });

  it('leaves one room for the next without asking', async () => {
    const first = await run<HostedRoom>('hostRoom', { kind: 'lab-hub' });
    const second = await run<HostedRoom>('hostRoom', { kind: 'lab-p2p' });
    assert.notEqual(second.port, first.port);
    assert.equal((await deskmate()).getState().room?.kind, 'lab-p2p');
    await assert.rejects(RawClient.connect(first.port), { code: 'ECONNREFUSED' });
  });

  it('puts the address that others join with on the clipboard', async () => {
    const { port } = await run<HostedRoom>('hostRoom', { kind: 'lab-hub' });
    await run('copyInvite');
    assert.equal(await vscode.env.clipboard.readText(), `127.0.0.1:${port}`);
  });

  it('says that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    try {
      const options = { kind: 'lab-hub', port };
      await refuses(run('hostRoom', options), 'port-in-use', new RegExp(`port ${port}`));
      const { connection } = (await deskmate()).getState();
      assert.deepEqual(connection, { kind: 'offline', error: 'port-in-use' });
    } finally {
      other.close();
    }
  });

  it('says that an address is not this computer’s', async () => {
    // 192.0.2.0/24 is reserved for documentation: no computer has an address in it.
    await refuses(
      run('hostRoom', { address: '192.0.2.77' }),
      'address-unavailable',
      /192\.0\.2\.77/,
    );
  });
});
