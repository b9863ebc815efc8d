import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { seededRandom } from '../../src/util/seeded-random';
import { TestRoom } from '../helpers/lab/rooms';
import { LossyRelay } from '../helpers/lossy-relay';
import { startPython } from '../helpers/python';
import type { TestProgram } from '../helpers/test-program';
import { waitFor } from '../helpers/wait-for';

const file = resolve('test', 'helpers', 'lab', 'udp_client.py');

describe('a client in plain Python, written from docs/LAB-UDP.md', () => {
  let room: TestRoom;
  const relays: LossyRelay[] = [];
  const clients: TestProgram[] = [];

  beforeEach(() => {
    room = new TestRoom();
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.dispose();
    await room.session.leave();
    for (const relay of relays.splice(0)) relay.dispose();
  });

  async function open(options: { maxClients?: number; bare?: true } = {}): Promise<void> {
    await room.session.host({
      ...{ kind: 'lab-udp', name: '', address: '127.0.0.1', port: 0, person: '' },
      ...{ maxClients: 8, ...options },
    });
  }

  function join(port = room.port): TestProgram {
    const client = startPython(file, ['127.0.0.1', String(port)]);
    clients.push(client);
    return client;
  }

  async function lossyRelay(seed: number): Promise<LossyRelay> {
    const relay = await LossyRelay.listen({
      ...{ target: room.port, random: seededRandom(seed) },
      ...{ loss: 0.3, duplicates: 0.05, delayMs: [1, 20] },
    });
    relays.push(relay);
    return relay;
  }

  const texts = () => room.messages.map(({ text }) => text);

  it('has at most 80 lines and needs only the standard library', () => {
    const source = readFileSync(file, 'utf8');
    assert.ok(source.split('\n').length - 1 <= 80);
    assert.deepEqual(
      [...source.matchAll(/^(?:import|from) (.*)$/gm)].map(([, names]) => names),
      ['os, queue, socket, struct, sys, threading, time'],
    );
  });

  it('joins, talks in both directions, and leaves', async () => {
    await open();
    const client = join();
    await client.until(() => client.lines.length === 1, 'it is in');
    assert.match(client.lines[0] ?? '', /^\('127\.0\.0\.1', \d+\)已进入聊天室$/);
    client.type('你好');
    client.type('长'.repeat(3000));
    await waitFor(() => texts().length === 2, 'the room has both messages');
    assert.deepEqual(texts(), ['你好', '长'.repeat(3000)]);
    room.session.messages.say('回声'.repeat(2000));
    await client.until(() => client.lines.length === 2, 'it has the long reply');
    assert.equal(client.lines[1], `('127.0.0.1', ${room.port}):${'回声'.repeat(2000)}`);
    client.endInput();
    await waitFor(() => room.session.state.members.length === 1, 'it has left');
    assert.equal(
      await waitFor(() => client.exitCode !== undefined && 'exited', 'it ends'),
      'exited',
    );
    assert.equal(client.errors, '');
  });

  it('waits in line, and what it says then arrives when it’s in', async () => {
    await open({ maxClients: 1 });
    const first = join();
    await first.until(() => first.lines.length === 1, 'the first one is in');
    const second = join();
    await waitFor(() => room.session.state.waiting.length === 1, 'the second one waits');
    second.type('already typing');
    first.type('q');
    await second.until(() => second.lines.length === 1, 'the second one is in');
    await waitFor(() => texts().includes('already typing'), 'its message arrives');
    await first.until(() => first.exitCode !== undefined, 'the first one has been let go');
  });

  it('loses nothing when 30 % of the datagrams are lost', async () => {
    await open();
    const relay = await lossyRelay(11);
    const client = join(relay.port);
    await client.until(() => client.lines.length === 1, 'it is in');
    const said = Array.from({ length: 15 }, (_, index) => `number ${index}, 第${index}条`);
    for (const text of said) {
      client.type(text);
      room.session.messages.say(text);
    }
    await client.until(() => client.lines.length === 16, 'it has everything');
    await waitFor(() => texts().length === 30, 'the room has everything');
    const own = room.messages.filter(({ own }) => own).map(({ text }) => text);
    const others = room.messages.filter(({ own }) => !own).map(({ text }) => text);
    assert.deepEqual([own, others], [said, said]);
    const label = `('127.0.0.1', ${room.port}):`;
    assert.deepEqual(
      client.lines.slice(1),
      said.map((text) => label + text),
    );
    assert.ok(relay.dropped > 0);
  });

  it('loses messages in a bare room, and the host sees how many', async () => {
    await open({ bare: true });
    const relay = await lossyRelay(12);
    const client = join(relay.port);
    await waitFor(() => room.session.state.members.length === 2, 'it is in');
    const said = Array.from({ length: 200 }, (_, index) => `number ${index}`);
    for (const text of said) client.type(text);
    const arrived = () => texts().length;
    await waitFor(() => arrived() > 100, 'some arrive');
    const losses = () => room.session.state.members.find(({ self }) => !self)?.losses;
    await waitFor(() => (losses()?.lost ?? 0) > 0 && (losses()?.late ?? 0) > 0, 'the host sees it');
    client.endInput();
    await waitFor(() => client.exitCode !== undefined, 'it ends without waiting for anything');
    assert.ok(new Set(texts()).size < said.length);
    assert.equal(room.session.state.room?.bare, true);
  });
});
