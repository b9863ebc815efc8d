import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '../helpers/fake-clock';
import {
  advanceUntilHeard,
  advanceUntilLeft,
  advanceUntilLogged,
  bytesIn,
  saidIn,
} from '../helpers/lab/advance-clock';
import { startLabClient, startLabHub } from '../helpers/lab/python';
import { Scene } from '../helpers/lab/scene';
import type { TestProgram } from '../helpers/test-program';
import { waitFor } from '../helpers/wait-for';

/** 200 different messages of 600 bytes, so that a lost or repeated one shows. */
const burst = Array.from(
  { length: 200 },
  (_, index) => `${String(index).padStart(5, '0')}|${'课堂笔记'.repeat(49)}一二`,
);

function hasBurst(reader: TestProgram): boolean {
  return reader.received.join('').includes(burst.at(-1) as string);
}

describe('course clients that decode each read separately', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  it('read 200 Chinese messages of 600 bytes whole, sent as fast as possible by any member', async () => {
    assert.ok(burst.every((text) => Buffer.byteLength(text) === 600));
    await Promise.all([burstOfProgram(), burstOfHost(), burstThroughTheirHub()]);
  });

  /** A course client's burst through our hub, whose reads merge, so that there are few prefixes. */
  async function burstOfProgram(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'deskmate-'));
    scene.add({ dispose: () => rmSync(folder, { recursive: true }) });
    const file = join(folder, 'burst.txt');
    writeFileSync(file, burst.join('\n'));
    const { clock, hub, reader, isRead } = await ourHub();
    scene.add(startLabClient(hub.port, '127.0.0.1', file));
    await advanceUntilHeard(clock, reader, isRead, () => hasBurst(reader));
    assert.equal(saidIn(reader.received), burst.join(''));
    await advanceUntilLeft(clock, hub);
  }

  async function ourHub() {
    const clock = new FakeClock();
    const hub = await scene.host({ clock });
    const reader = scene.add(startLabClient(hub.port));
    await reader.receives('已进入聊天室');
    const [name] = hub.written.keys();
    const isRead = () => bytesIn(reader.received) >= (hub.written.get(name ?? '') ?? 0);
    return { clock, hub, reader, isRead };
  }

  async function burstOfHost(): Promise<void> {
    const { clock, hub, reader, isRead } = await ourHub();
    for (const text of burst) hub.say(text);
    await advanceUntilHeard(clock, reader, isRead, () => hasBurst(reader));
    const heard = reader.received.join('');
    const prefix = `('127.0.0.1', ${hub.port}):`;
    assert.ok(heard.endsWith(burst.map((text) => prefix + text).join('')));
    await advanceUntilLeft(clock, hub);
  }

  /** A window's burst through a course hub. */
  async function burstThroughTheirHub(): Promise<void> {
    const hub = await startLabHub();
    scene.add(hub.program);
    const reader = scene.add(startLabClient(hub.port));
    await reader.receives('已进入聊天室');
    const clock = new FakeClock();
    const window = await scene.join(hub.port, '127.0.0.1', clock);
    for (const text of burst) window.say(text);
    const sent = () => window.written.values().next().value ?? 0;
    const isRead = () => Buffer.byteLength(saidIn(reader.received)) >= sent();
    await advanceUntilHeard(clock, reader, isRead, () => hasBurst(reader));
    assert.equal(saidIn(reader.received), burst.join(''));
    await waitFor(
      () => window.messages.every(({ delivery }) => delivery === undefined),
      'no message is queued any more',
    );
    await advanceUntilLeft(clock, window);
  }

  it('read others’ messages while clients are killed and replaced', async () => {
    const hub = await scene.host();
    const listener = await scene.member(hub.port);
    const killed = scene.add(startLabClient(hub.port));
    await listener.receives(')已进入聊天室(');
    killed.dispose();
    await listener.receives(')已离开聊天室');
    const reader = scene.add(startLabClient(hub.port));
    await reader.receives('已进入聊天室');
    listener.write('你回来了');
    await reader.receives(`${listener.name}:你回来了`);
    reader.type('回来了');
    await listener.receives('):回来了');
    reader.type('q');
    assert.equal(await reader.ends(), 0);
  });

  it('talk to our p2p room, with one read per message', async () => {
    const clock = new FakeClock();
    const room = await scene.host({ kind: 'lab-p2p', clock });
    const client = scene.add(startLabClient(room.port));
    await waitFor(() => room.session.state.members.length === 2, 'the client has joined');
    client.type('老师好');
    await advanceUntilLogged(clock, room, '老师好');
    const replies = Array.from({ length: 10 }, (_, index) => `同学好 ${index}`);
    for (const text of replies) room.say(text);
    const written = () => room.written.values().next().value ?? 0;
    await advanceUntilHeard(
      clock,
      client,
      () => bytesIn(client.received) >= written(),
      () => client.received.length >= replies.length,
    );
    assert.deepEqual(
      client.received,
      replies.map((text) => `Server : ${text}`),
    );
    const turnedAway = await scene.connect(room.port);
    await waitFor(() => turnedAway.closed, 'a second client is turned away');
    client.dispose();
    await waitFor(() => room.session.state.connection.kind === 'offline', 'the room has ended');
  });
});
