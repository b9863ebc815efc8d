import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createNetwork } from '../../src/net/network';
import type { Invite } from '../../src/protocol/invite';
import { defaultLimits } from '../../src/protocol/limits';
import type { InviteKind } from '../../src/protocol/room-kinds';
import { Session } from '../../src/room/session/session';
import { RoomArchive } from '../../src/store/room-archive';
import { systemClock } from '../../src/util/clock';
import { silentLogger } from '../../src/util/logger';
import { cardNamed, filesOf, sourceOf } from '../helpers/file-scene';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

/** Quick to come back. */
const limits = { ...defaultLimits, retryMinMs: 20, retryMaxMs: 100 };

/** One person's window, with rooms on disk. */
class Window {
  session: Session;

  constructor(
    readonly name: string,
    private readonly folder: string,
  ) {
    this.session = this.open();
  }

  /** A window of the same user, after this one was closed or killed. */
  private open(): Session {
    const clock = systemClock;
    return new Session({
      ...{ network: createNetwork({ clock, limits }), limits, clock, logger: silentLogger },
      archive: new RoomArchive({
        folder: this.folder,
        clock,
        onFailure: (error) => {
          throw error;
        },
      }),
    });
  }

  /** Another window, in no room. */
  async restart(): Promise<void> {
    await this.session.suspend();
    this.session = this.open();
  }

  async reload(): Promise<void> {
    const id = this.session.invited?.journalId ?? '';
    await this.restart();
    await this.session.reopen(id);
  }

  /** The messages, as `author: text`. */
  get said(): readonly string[] {
    return this.session.entries.flatMap((entry) =>
      entry.kind === 'message' ? [`${entry.authorName}: ${entry.text}`] : [],
    );
  }

  /** Who hosts the room, as this window sees it. */
  get host(): string | undefined {
    return this.session.state.members.find(({ host }) => host)?.name;
  }

  get names(): string {
    return this.session.state.members
      .map(({ name }) => name)
      .sort()
      .join();
  }

  get connection(): string {
    return this.session.state.connection.kind;
  }

  say(text: string): void {
    this.session.messages.say(text);
  }
}

describe('a room whose host hands it over', () => {
  const windows: Window[] = [];
  // Before the folder is deleted.
  afterEach(async () => {
    await Promise.all(windows.splice(0).map(({ session }) => session.suspend()));
  });
  const folder = temporaryFolder();
  let invite: Invite;

  /** Ann hosts a room, and the others join it, ready to take over. */
  async function scene(kind: InviteKind, ...names: readonly string[]): Promise<Window[]> {
    const ann = new Window('Ann', join(folder(), 'Ann'));
    windows.push(ann);
    const options = { name: 'Lab 3', address: '127.0.0.1', port: 0, maxClients: 5, person: 'Ann' };
    await ann.session.host({ kind, ...options });
    invite = ann.session.invited?.hostActions?.invite as Invite;
    const all = [ann];
    for (const name of names) {
      const guest = new Window(name, join(folder(), name));
      windows.push(guest);
      all.push(guest);
      await guest.session.joinByInvite(invite, name);
      await waitFor(() => guest.connection === 'joined', `${name} joins`);
      guest.session.invited?.setMayTakeOver?.(true);
      await ready(ann, name);
    }
    return all;
  }

  function successor(host: Window, name: string) {
    return host.session.invited?.hostActions?.successors.find((each) => each.name === name);
  }

  function ready(host: Window, name: string) {
    return waitFor(() => successor(host, name), `${name} can take over`);
  }

  async function handOver(from: Window, to: Window, stays = true): Promise<void> {
    const { id } = await ready(from, to.name);
    const result = await from.session.invited?.hostActions?.handOver(id, stays);
    assert.deepEqual(result, { ok: true, name: to.name, confirmed: true });
  }

  async function settles(all: readonly Window[], host: Window): Promise<void> {
    const state = () =>
      all
        .map((each) => `${each.name}: ${each.connection}, ${each.host}, ${each.said.length}`)
        .join('; ');
    await waitFor(
      () =>
        all.every(
          (each) =>
            each.connection === (each === host ? 'hosting' : 'joined') && each.host === host.name,
        ),
      state,
    );
  }

  async function hear(all: readonly Window[], text: string): Promise<void> {
    await waitFor(
      () => all.every(({ said }) => said.some((line) => line.endsWith(`: ${text}`))),
      () => all.map(({ name, said }) => `${name}: ${said.join(' | ')}`).join('; '),
    );
  }

  it('goes on with the same log, and the former host is a member', async () => {
    const [ann, bo, cy] = (await scene('group', 'Bo', 'Cy')) as [Window, Window, Window];
    ann.say('before');
    await hear([ann, bo, cy], 'before');
    await handOver(ann, bo);
    await settles([ann, bo, cy], bo);
    for (const [index, each] of [ann, bo, cy].entries()) each.say(`after ${index}`);
    for (const index of [0, 1, 2]) await hear([ann, bo, cy], `after ${index}`);
    assert.deepEqual(cy.said, bo.said);
    assert.deepEqual(ann.said, bo.said);
    assert.equal(bo.names, 'Ann,Bo,Cy');
    const news = cy.session.entries.filter(
      (entry) => entry.kind === 'system' && entry.event.type === 'took-over',
    );
    assert.equal(news.length, 1);
  });

  it('loses, repeats and reorders nothing during a burst of messages', async () => {
    const all = (await scene('group', 'Bo', 'Cy')) as [Window, Window, Window];
    const [ann, bo] = all;
    const count = 60;
    let said = 0;
    const talking = setInterval(() => {
      for (const each of all) each.say(`${said}`);
      said += 1;
      if (said === count) clearInterval(talking);
    }, 5);
    await hear(all, '20');
    await handOver(ann, bo);
    await waitFor(() => said === count, 'everything is said');
    await settles(all, bo);
    await waitFor(
      () => all.every((each) => each.said.length === 3 * count),
      () => all.map((each) => each.said.length).join(),
    );
    for (const each of all) {
      assert.deepEqual(each.said, bo.said);
      const own = each.said.filter((line) => line.startsWith(`${each.name}: `));
      assert.deepEqual(
        own,
        Array.from({ length: count }, (_, index) => `${each.name}: ${index}`),
      );
    }
    // The author's ticks go on with the new host.
    await waitFor(
      () =>
        all.every(({ session }) => {
          const last = session.entries.findLast((entry) => entry.kind === 'message' && entry.own);
          const delivery = last?.kind === 'message' ? last.delivery : undefined;
          return typeof delivery === 'object' && delivery.received === 2;
        }),
      'everyone has received the last messages',
    );
  });

  it('lets in only whom the new invite or an old key lets in', async () => {
    const [ann, bo, cy] = (await scene('group', 'Bo', 'Cy')) as [Window, Window, Window];
    const { id = '' } = ann.session.state.members.find(({ name }) => name === 'Cy') ?? {};
    ann.session.invited?.hostActions?.remove(id, 'late');
    await waitFor(() => cy.connection === 'offline', 'Cy is removed');
    ann.session.invited?.hostActions?.lock(true);
    const last = ann.session.invited?.hostActions?.invite as Invite;
    await handOver(ann, bo);
    await settles([ann, bo], bo);
    const next = bo.session.invited?.hostActions?.invite as Invite;
    assert.notEqual(next.pin, invite.pin);
    const dee = new Window('Dee', join(folder(), 'Dee'));
    windows.push(dee);
    await assert.rejects(dee.session.joinByInvite(invite, 'Dee'), { code: 'bad-invite' });
    await assert.rejects(dee.session.joinByInvite(last, 'Dee'), { code: 'other-host' });
    await ann.reload();
    await settles([ann, bo], bo);
    await assert.rejects(dee.session.joinByInvite(last, 'Dee'), { code: 'other-host' });
    assert.equal(bo.session.state.room?.locked, true);
    await assert.rejects(cy.session.joinByInvite(next, 'Cy'), { code: 'room-locked' });
    bo.session.invited?.hostActions?.lock(false);
    await cy.session.joinByInvite(next, 'Cy');
    const cyAgain = await waitFor(
      () => bo.session.state.members.find(({ name }) => name === 'Cy'),
      'Cy joins again',
    );
    assert.match(cyAgain.id, /^m3-t2$/);
  });

  it('finds a member who was away, and hands over once more', async () => {
    const [ann, bo, cy] = (await scene('group', 'Bo', 'Cy')) as [Window, Window, Window];
    const away = cy.session.invited?.journalId ?? '';
    await cy.session.suspend();
    await handOver(ann, bo);
    await settles([ann, bo], bo);
    bo.say('while Cy is away');
    await cy.session.reopen(away);
    await settles([ann, bo, cy], bo);
    await hear([ann, bo, cy], 'while Cy is away');
    cy.session.invited?.setMayTakeOver?.(true);
    await handOver(bo, cy);
    await settles([ann, bo, cy], cy);
    ann.say('in the third term');
    await hear([ann, bo, cy], 'in the third term');
  });

  it('takes a member who was away back as the same one, by the new host’s invite in a new window', async () => {
    const [ann, bo, cy] = (await scene('group', 'Bo', 'Cy')) as [Window, Window, Window];
    const idOf = (name: string) => bo.session.state.members.find((each) => each.name === name)?.id;
    const before = idOf('Cy');
    await cy.session.suspend();
    await handOver(ann, bo);
    await settles([ann, bo], bo);
    const next = bo.session.invited?.hostActions?.invite as Invite;
    await cy.restart();
    assert.ok(cy.session.saved(next.pin));
    await cy.session.joinByInvite(next, 'Cy');
    await settles([ann, bo, cy], bo);
    assert.equal(bo.names, 'Ann,Bo,Cy');
    assert.equal(idOf('Cy'), before);
  });

  it('finds a member who was away during two hand-overs', async () => {
    const all = await scene('group', 'Bo', 'Cy', 'Dee');
    const [ann, bo, cy, dee] = all as [Window, Window, Window, Window];
    const away = dee.session.invited?.journalId ?? '';
    await dee.session.suspend();
    await handOver(ann, bo);
    await settles([ann, bo, cy], bo);
    await handOver(bo, cy);
    await settles([ann, bo, cy], cy);
    cy.say('while Dee is away');
    await dee.session.reopen(away);
    await settles(all, cy);
    await hear(all, 'while Dee is away');
  });

  it('goes on when the new host is killed right after', async () => {
    const [ann, bo, cy] = (await scene('group', 'Bo', 'Cy')) as [Window, Window, Window];
    await handOver(ann, bo);
    await bo.reload();
    await settles([ann, bo, cy], bo);
    cy.say('still here');
    await hear([ann, bo, cy], 'still here');
  });

  it('works in a pair, and the former host may leave', async () => {
    const [ann, bo] = (await scene('pair', 'Bo')) as [Window, Window];
    bo.say('hello');
    await hear([ann, bo], 'hello');
    const id = ann.session.invited?.journalId ?? '';
    await handOver(ann, bo, false);
    await waitFor(() => ann.connection === 'offline', 'Ann has left');
    await waitFor(
      () => bo.names === 'Bo',
      () => bo.names,
    );
    await ann.session.reopen(id);
    await settles([ann, bo], bo);
    ann.say('back');
    await hear([ann, bo], 'back');
    assert.deepEqual(ann.said, bo.said);
  });

  it('keeps the files that the new host has, and tells everyone which ones it lacks', async () => {
    const [ann, bo, cy] = (await scene('group', 'Bo', 'Cy')) as [Window, Window, Window];
    const files = [randomBytes(1000), randomBytes(2000)] as const;
    for (const [index, bytes] of files.entries()) {
      const own = filesOf(ann.session);
      await own.finished(own.send(sourceOf(`${index}.bin`, bytes)));
    }
    const cards = [
      await cardNamed(bo.session, '0.bin'),
      await cardNamed(bo.session, '1.bin'),
    ] as const;
    assert.deepEqual(await filesOf(bo.session).bytes(cards[0]), files[0]);
    await handOver(ann, bo);
    await settles([ann, bo, cy], bo);
    assert.deepEqual(await filesOf(cy.session).bytes(cards[0]), files[0]);
    await waitFor(
      () => filesOf(cy.session).availabilityOf(cards[1]) === 'gone',
      'Cy learns that the other file is gone',
    );
    // Whoever had it still has it.
    assert.deepEqual(await filesOf(ann.session).bytes(cards[1]), files[1]);
  });

  it('goes on with its host if no one takes over', async () => {
    const [ann, bo] = (await scene('group', 'Bo')) as [Window, Window];
    const { id } = await ready(ann, 'Bo');
    bo.session.invited?.setMayTakeOver?.(false);
    await waitFor(() => !successor(ann, 'Bo'), 'Bo no longer takes over');
    const result = await ann.session.invited?.hostActions?.handOver(id, true);
    assert.deepEqual(result, { ok: false, problem: 'not-ready', name: 'Bo' });
    bo.say('still Ann’s room');
    await hear([ann, bo], 'still Ann’s room');
    assert.equal(bo.host, 'Ann');
  });
});
