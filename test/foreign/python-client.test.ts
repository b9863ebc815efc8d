import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { cardStandIn } from '../../src/protocol/card-rules';
import { formatInvite } from '../../src/protocol/invite';
import type { RoomEntry } from '../../src/protocol/room-entry';
import type { LogEntry } from '../../src/room/log/log-entry';
import type { Session } from '../../src/room/session/session';
import { patchCard } from '../helpers/cards';
import { ChaosProxy } from '../helpers/chaos-proxy';
import { CuttingProxy } from '../helpers/cutting-proxy';
import { cardNamed, fetched, fileMessages, filesOf, hashOf, sourceOf } from '../helpers/file-scene';
import { MemoryArchive } from '../helpers/memory-archive';
import { startPython } from '../helpers/python';
import { realSession } from '../helpers/real-session';
import { temporaryFolder } from '../helpers/temporary-folder';
import type { TestProgram } from '../helpers/test-program';
import { waitFor } from '../helpers/wait-for';

/** A client that anyone could write from docs/PROTOCOL.md alone. */
describe('the Python client of deskmate/1', () => {
  const folder = temporaryFolder();

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
      faultMs: 0,
    });
  });

  afterEach(async () => {
    client?.dispose();
    proxy.dispose();
    await host.leave();
  });

  function keeper() {
    const { invited } = host;
    assert.ok(invited?.hostActions);
    return invited.hostActions;
  }

  function join(change: { readonly pin?: string; readonly token?: string } = {}): void {
    const invite = { ...keeper().invite, addresses: ['127.0.0.1'], port: proxy.port, ...change };
    const link = formatInvite(invite, 'vscode');
    client = startPython(resolve('test', 'helpers', 'deskmate', 'client.py'), [link, 'Bo']);
  }

  const receives = (text: string) =>
    client.until(() => entries().some((entry) => textOf(entry) === text), `receives ${text}`);
  const entries = () => client.lines.map((line) => JSON.parse(line) as RoomEntry);
  const told = (words: RegExp) => client.until(() => words.test(client.errors), `prints ${words}`);
  const atHost = (text: string) =>
    waitFor(
      () => host.entries.find((entry) => entry.kind === 'message' && entry.text === text),
      `the host receives ${text}`,
    );

  it('joins, talks, is cut off, comes back and has the same log', async () => {
    host.messages.say('said before anybody came');
    join();
    await receives('said before anybody came');
    client.type('你好 from Python 😀');
    await atHost('你好 from Python 😀');
    await receives('你好 from Python 😀');

    proxy.sever();
    client.type('typed while the network was down');
    host.messages.say('said while Bo was away');
    await told(/away/);
    proxy.restore();
    await receives('said while Bo was away');
    await atHost('typed while the network was down');
    client.type('/cut');
    host.messages.say('once more');
    await receives('once more');

    await waitFor(
      () => isDelivered(host.entries.findLast((entry) => entry.kind === 'message')),
      'the host’s last message arrives',
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
    await waitFor(() => host.state.members.length === 1, 'Bo has left');
  });

  it('follows a hand-over to another host', async () => {
    const cy = realSession();
    try {
      await cy.joinByInvite(keeper().invite, 'Cy');
      cy.invited?.setMayTakeOver?.(true);
      const { id } = await waitFor(() => keeper().successors[0], 'Cy can take over');
      join();
      host.messages.say('before the hand-over');
      await receives('before the hand-over');
      assert.ok((await keeper().handOver(id, true)).ok);
      await waitFor(() => host.state.connection.kind === 'joined', 'Ann is a member');
      client.type('said to the new host');
      await atHost('said to the new host');
      await receives('said to the new host');
      assert.deepEqual(
        entries().map(({ seq }) => seq),
        entries().map((_, index) => index + 1),
      );
      assert.ok(entries().some(({ type }) => type === 'took-over'));
      client.type('/leave');
      assert.equal(await client.ends(), 0);
    } finally {
      await cy.leave();
    }
  });

  it('follows an election after its host has vanished, and the host when it comes back', async () => {
    const pace = 1 / 20;
    const others = [
      realSession(undefined, undefined, pace),
      realSession(undefined, undefined, pace),
    ];
    const id = host.invited?.journalId ?? '';
    const saidBy = (text: string) =>
      Promise.all(
        others.map((session) =>
          waitFor(
            () => session.entries.some((entry) => entry.kind === 'message' && entry.text === text),
            `everyone receives ${text}`,
          ),
        ),
      );
    try {
      // It's in before others can host the room: on a busy computer they may do so at any time, and it has only the invite.
      join();
      host.messages.say('before anyone else');
      await receives('before anyone else');
      for (const [index, session] of others.entries()) {
        await session.joinByInvite(keeper().invite, `Member ${index}`);
        session.invited?.setMayTakeOver?.(true);
        await waitFor(() => keeper().successors.length === index + 1, 'someone can take over');
      }
      host.messages.say('before the election');
      await receives('before the election');
      await saidBy('before the election');
      await host.suspend();
      await waitFor(
        () => others.some(({ state }) => state.connection.kind === 'hosting'),
        'someone hosts the room',
      );
      client.type('said to the new host');
      await saidBy('said to the new host');
      await receives('said to the new host');
      await host.reopen(id);
      await atHost('said to the new host');
      assert.equal(host.state.connection.kind, 'joined');
      assert.deepEqual(
        entries().map(({ seq }) => seq),
        entries().map((_, index) => index + 1),
      );
      assert.ok(entries().some(({ type }) => type === 'took-over'));
      client.type('/leave');
      assert.equal(await client.ends(), 0);
    } finally {
      for (const session of others) await session.leave();
    }
  });

  it('sends code, replies, edits, reacts and deletes', async () => {
    const path = resolve(folder(), 'lab.py');
    writeFileSync(path, 'import socket\r\ns = socket.socket()\r\ns.bind(("", 9000))\r\n');
    host.messages.say('where does it fail?', { card: patchCard });
    join();
    await receives('where does it fail?');
    const { seq } = await atHost('where does it fail?');
    client.type(`/code ${path} 2 3`);
    client.type(`/reply ${seq} here`);
    client.type(`/react ${seq} 👍`);
    client.type(`/react ${seq} 🎉`);
    client.type(`/unreact ${seq} 🎉`);
    client.type('/edit nonsense');
    const reply = await atHost('here');
    assert.ok(reply.kind === 'message');
    assert.equal(reply.reply?.seq, seq);
    const posted = host.entries.find(
      (entry) => entry.kind === 'message' && entry.card?.type === 'code',
    );
    assert.ok(posted?.kind === 'message' && posted.card?.type === 'code');
    const { card, text } = posted;
    assert.equal(text, cardStandIn(card));
    assert.ok(card.path.endsWith('/lab.py'));
    const whole = 'import socket\ns = socket.socket()\ns.bind(("", 9000))\n';
    assert.deepEqual(
      [card.line, card.endLine, card.language, card.text, card.hash],
      [
        ...[2, 3, 'python', 's = socket.socket()\ns.bind(("", 9000))'],
        createHash('sha256').update(whole).digest('base64url'),
      ],
    );
    await receives('here');
    client.type(`/edit ${reply.seq} over here`);
    await atHost('over here');
    client.type(`/delete ${posted.seq}`);
    client.type('done');
    await atHost('done');
    const deleted = host.entry(posted.id);
    assert.ok(deleted?.kind === 'message' && deleted.deleted && !deleted.card);
    const asked = host.entries.find((entry) => entry.seq === seq);
    assert.deepEqual(asked?.kind === 'message' && asked.reactions, { '👍': ['m1'] });
    await receives('done');
    const [first] = entries();
    assert.ok(first?.type === 'message');
    assert.deepEqual(first.card, patchCard);
    await told(/nonsense/);
    client.type('/leave');
    assert.equal(await client.ends(), 0);
  });

  it('sends and saves files, through connections that are cut', async () => {
    const bytes = randomBytes(3_000_000);
    const path = resolve(folder(), '实验.bin');
    writeFileSync(path, bytes);
    writeFileSync(resolve(folder(), 'empty.txt'), '');
    const cutting = await CuttingProxy.listen(keeper().invite.port);
    try {
      const invite = { ...keeper().invite, addresses: ['127.0.0.1'], port: cutting.port };
      const link = formatInvite(invite, 'vscode');
      client = startPython(resolve('test', 'helpers', 'deskmate', 'client.py'), [link, 'Bo']);
      await told(/in the room/);
      cutting.cutNext(1_000_000, 1_500_000);
      client.type(`/put ${path}`);
      const card = await cardNamed(host, '实验.bin');
      assert.deepEqual([card.size, card.hash], [bytes.length, hashOf(bytes)]);
      assert.ok((await fetched(host, card)).equals(bytes));
      assert.equal(cutting.cut, 2);
      client.type(`/put ${resolve(folder(), 'empty.txt')}`);
      await cardNamed(host, 'empty.txt');

      const own = randomBytes(2_000_000);
      await filesOf(host).finished(filesOf(host).send(sourceOf('from Ann.bin', own)));
      await client.until(
        () => entries().some((entry) => textOf(entry)?.startsWith('from Ann.bin') ?? false),
        'the file of Ann',
      );
      const { seq = 0 } = fileMessages(host).at(-1) ?? {};
      cutting.cutNext(700_000);
      const saved = resolve(folder(), 'saved.bin');
      client.type(`/get ${seq} ${saved}`);
      await told(/saved/);
      assert.ok(readFileSync(saved).equals(own));
      assert.equal(cutting.cut, 3);

      host.messages.delete(fileMessages(host).at(-1)?.id ?? '');
      await client.until(() => entries().at(-1)?.type === 'deleted', 'the message is deleted');
      client.type(`/get ${seq} ${saved}`);
      await told(/no-such-file/);
      client.type('/leave');
      assert.equal(await client.ends(), 0);
    } finally {
      cutting.dispose();
    }
  });

  it('can’t join with a revoked invite, and learns why', async () => {
    const { token } = keeper().invite;
    keeper().resetInvite();
    join({ token });
    assert.equal(await client.ends(), 0);
    assert.match(client.errors, /bye: bad-token/);
    assert.deepEqual(
      host.state.members.map(({ name }) => name),
      ['Ann'],
    );
  });

  it('sends nothing to a hub that doesn’t match the pin', async () => {
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
