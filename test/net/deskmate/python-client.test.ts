import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { RoomEntry } from '../../../src/net/transport';
import { formatInvite } from '../../../src/room/invite';
import type { LogEntry } from '../../../src/room/log-entry';
import type { Session } from '../../../src/room/session';
import { ChaosProxy } from '../../helpers/chaos-proxy';
import { MemoryArchive } from '../../helpers/memory-archive';
import { startPython } from '../../helpers/python';
import { realSession } from '../../helpers/real-session';
import type { TestProgram } from '../../helpers/test-program';
import { waitFor } from '../../helpers/wait-for';

/** A client that somebody else could have written from docs/PROTOCOL.md alone. */
describe('the Python client of deskmate/1', function () {
  this.timeout(30_000);

  let archive: MemoryArchive;
  let host: Session;
  let proxy: ChaosProxy;
  let client: TestProgram;

  beforeEach(async () => {
    archive = new MemoryArchive();
    host = realSession(undefined, archive);
    await host.host({
      kind: 'group',
      name: '实验三',
      address: '127.0.0.1',
      port: 0,
      maxClients: 4,
      person: 'Ann',
    });
    proxy = await ChaosProxy.listen({
      target: keeper().invite.port,
      random: Math.random,
      everyMs: 0,
      spellMs: 0,
    });
  });

  afterEach(async () => {
    client?.dispose();
    proxy.dispose();
    await host.leave();
  });

  function keeper() {
    const { invited } = host;
    assert.ok(invited?.keeper);
    return invited.keeper;
  }

  function join(change: { readonly pin?: string; readonly token?: string } = {}): void {
    const invite = { ...keeper().invite, addresses: ['127.0.0.1'], port: proxy.port, ...change };
    const link = formatInvite(invite, 'vscode');
    client = startPython(resolve('test', 'helpers', 'deskmate', 'client.py'), [link, 'Bo']);
  }

  const hears = (text: string) =>
    client.until(() => entries().some((entry) => textOf(entry) === text), 10_000, `hears ${text}`);
  const entries = () => client.lines.map((line) => JSON.parse(line) as RoomEntry);
  const told = (words: RegExp) =>
    client.until(() => words.test(client.errors), 10_000, `tells ${words}`);
  const atHost = (text: string) =>
    waitFor(
      () => host.entries.find((entry) => entry.kind === 'message' && entry.text === text),
      10_000,
      `the host hears ${text}`,
    );

  it('joins, talks, is cut off, comes back and holds the same log', async () => {
    host.say('said before anybody came');
    join();
    await hears('said before anybody came');
    client.type('你好 from Python 😀');
    await atHost('你好 from Python 😀');
    await hears('你好 from Python 😀');

    proxy.sever();
    client.type('typed while the network was down');
    host.say('said while Bo was away');
    await told(/away/);
    proxy.mend();
    await hears('said while Bo was away');
    await atHost('typed while the network was down');
    client.type('/cut');
    host.say('once more');
    await hears('once more');

    await waitFor(
      () => isDelivered(host.entries.findLast((entry) => entry.kind === 'message')),
      10_000,
      'what the host said last is received',
    );
    const kept = archive.read(host.invited?.journalId ?? '') ?? [];
    assert.deepEqual(
      entries(),
      kept.filter((record) => 'seq' in record),
    );
    assert.deepEqual(
      entries().map(({ seq }) => seq),
      entries().map((_, index) => index + 1),
    );

    client.type('bye');
    client.type('/leave');
    assert.equal(await client.ends(), 0);
    await atHost('bye');
    await waitFor(() => host.state.members.length === 1, 5000, 'Bo has left');
  });

  it('does not come in with a dead invite, and is told so', async () => {
    const { token } = keeper().invite;
    keeper().resetInvite();
    join({ token });
    assert.equal(await client.ends(10_000), 0);
    assert.match(client.errors, /bye: bad-token/);
    assert.deepEqual(
      host.state.members.map(({ name }) => name),
      ['Ann'],
    );
  });

  it('says nothing to a hub that does not prove the pin', async () => {
    join({ pin: 'A'.repeat(43) });
    await told(/not the host of this invite/);
    assert.equal(host.state.members.length, 1);
  });
});

function textOf(entry: RoomEntry): string | undefined {
  return entry.type === 'message' ? entry.text : undefined;
}

function isDelivered(entry: LogEntry | undefined): boolean {
  const delivery = entry?.kind === 'message' ? entry.delivery : undefined;
  return typeof delivery === 'object' && delivery.received === 1 && delivery.of === 1;
}
