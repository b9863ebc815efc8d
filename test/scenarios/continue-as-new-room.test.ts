import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Session } from '../../src/room/session/session';
import {
  cardNamed,
  diskSession,
  filesOf,
  hostGroup,
  inviteOf,
  sourceOf,
} from '../helpers/file-scene';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

const options = { address: '127.0.0.1', port: 0, maxClients: 8 };

/** The messages, as `author: text`. */
function said({ entries }: Session): readonly string[] {
  return entries.flatMap((entry) =>
    entry.kind === 'message' && !entry.deleted ? [`${entry.authorName}: ${entry.text}`] : [],
  );
}

function seqOf({ entries }: Session, text: string): number {
  return entries.find((entry) => entry.kind === 'message' && entry.text === text)?.seq ?? 0;
}

function hostOf({ state }: Session): string | undefined {
  return state.members.find(({ host }) => host)?.name;
}

async function handOver(from: Session, to: string): Promise<void> {
  const actions = from.invited?.hostActions;
  const { id } = await waitFor(
    () => actions?.successors.find(({ name }) => name === to),
    `${to} can take over`,
  );
  assert.equal((await actions?.handOver(id, true))?.ok, true);
}

describe('a room that a guest continues without its host', () => {
  const sessions: Session[] = [];
  // Before the folder is deleted.
  afterEach(async () => {
    await Promise.all(sessions.splice(0).map((session) => session.suspend()));
  });
  const folder = temporaryFolder();

  function windowOf(name: string): Session {
    const session = diskSession(join(folder(), name));
    sessions.push(session);
    return session;
  }

  it('has the messages, reactions, pins and files that the guest has, for whoever joins it', async () => {
    const [ann, bo, cy] = [windowOf('Ann'), windowOf('Bo'), windowOf('Cy')];
    const invite = await hostGroup(ann);
    await bo.joinByInvite(invite, 'Bo');
    ann.messages.say('first');
    bo.messages.say('secnod');
    await waitFor(() => said(bo).length === 2 && seqOf(bo, 'secnod') > 0, 'both are numbered');
    bo.messages.edit(bo.entries.at(-1)?.id ?? '', 'second');
    ann.invited?.change({ type: 'react', target: seqOf(ann, 'first'), emoji: '👍', on: true });
    ann.invited?.change({
      type: 'react',
      target: seqOf(ann, 'first'),
      emoji: '📌',
      on: true,
      pin: true,
    });
    const bytes = randomBytes(3000);
    const own = filesOf(ann);
    await own.finished(own.send(sourceOf('plot.bin', bytes)));
    const card = await cardNamed(bo, 'plot.bin');
    assert.deepEqual(await filesOf(bo).bytes(card), bytes);
    const first = () => bo.entries.find((entry) => entry.kind === 'message');
    await waitFor(() => {
      const message = first();
      return message?.kind === 'message' && message.withPin && said(bo).includes('Bo: second');
    }, 'Bo has all of it');

    const old = bo.invited?.journalId ?? '';
    const annId = ann.invited?.journalId ?? '';
    await ann.suspend();
    await waitFor(() => bo.state.connection.kind === 'reconnecting', 'Ann is gone');
    bo.messages.say('anyone?');
    assert.ok(await bo.continueAsNewRoom(old, { ...options, host: 'Ann' }));
    const next = inviteOf(bo);
    assert.notEqual(next.pin, invite.pin);
    assert.notEqual(next.token, invite.token);

    await cy.joinByInvite(next, 'Cy');
    await waitFor(
      () => said(cy).includes('Bo: anyone?'),
      () => said(cy).join(' | '),
    );
    assert.deepEqual(said(cy), said(bo));
    const texts = said(cy).filter((line) => !line.includes('plot.bin'));
    assert.deepEqual(texts, ['Ann: first', 'Bo: second', 'Bo: anyone?']);
    const shown = cy.entries.find((entry) => entry.kind === 'message');
    assert.ok(shown?.kind === 'message' && shown.withPin && shown.reactions);
    assert.deepEqual(await filesOf(cy).bytes(await cardNamed(cy, 'plot.bin')), bytes);
    assert.deepEqual(cy.state.members.map(({ name }) => name).sort(), ['Bo', 'Cy']);
    assert.ok(
      cy.entries.some((entry) => entry.kind === 'system' && entry.event.type === 'continued'),
    );

    // The old host comes back: two rooms, and neither disturbs the other.
    const again = windowOf('Ann');
    assert.equal(await again.reopen(annId), true);
    again.messages.say('back');
    const made = bo.invited?.journalId ?? '';
    assert.equal(await bo.reopen(old), true);
    await waitFor(
      () => said(bo).includes('Ann: back'),
      () => said(bo).join(' | '),
    );
    assert.ok(!said(again).includes('Bo: anyone?'));
    assert.ok(!said(bo).includes('Bo: anyone?'));
    await bo.reopen(made, { evenIfClosed: true });
    assert.ok(said(bo).includes('Bo: anyone?'));
  });

  it('can be handed over, also when the old room was, to members of the new one alone', async () => {
    const [ann, bo, cy, dee] = ['Ann', 'Bo', 'Cy', 'Dee'].map(windowOf) as [
      Session,
      Session,
      Session,
      Session,
    ];
    const invite = await hostGroup(ann);
    for (const [guest, name] of [
      [bo, 'Bo'],
      [cy, 'Cy'],
    ] as const) {
      await guest.joinByInvite(invite, name);
      guest.invited?.setMayTakeOver?.(true);
    }
    await handOver(ann, 'Bo');
    await waitFor(() => hostOf(cy) === 'Bo' && cy.state.connection.kind === 'joined', 'Bo hosts');
    await ann.suspend();
    await bo.suspend();
    await waitFor(() => cy.state.connection.kind === 'reconnecting', 'Bo is gone');
    assert.ok(await cy.continueAsNewRoom(cy.invited?.journalId ?? '', { ...options, host: 'Bo' }));
    assert.deepEqual(cy.invited?.hostActions?.successors, []);
    await dee.joinByInvite(inviteOf(cy), 'Dee');
    cy.messages.say('welcome');
    await waitFor(() => said(dee).includes('Cy: welcome'), 'Dee hears Cy');
    dee.invited?.setMayTakeOver?.(true);
    await handOver(cy, 'Dee');
    await waitFor(() => hostOf(cy) === 'Dee' && cy.state.connection.kind === 'joined', 'Dee hosts');
    cy.messages.say('as a member');
    await waitFor(() => said(dee).includes('Cy: as a member'), 'Dee hears Cy as the host');
  });

  it('survives a crash right after, and lets its members come back', async () => {
    const [ann, bo, cy] = [windowOf('Ann'), windowOf('Bo'), windowOf('Cy')];
    const invite = await hostGroup(ann);
    await bo.joinByInvite(invite, 'Bo');
    ann.messages.say('hello');
    await waitFor(() => said(bo).length === 1, 'Bo has the message');
    await ann.suspend();
    await waitFor(() => bo.state.connection.kind === 'reconnecting', 'Ann is gone');
    await bo.continueAsNewRoom(bo.invited?.journalId ?? '', options);
    const made = bo.invited?.journalId ?? '';
    await cy.joinByInvite(inviteOf(bo), 'Cy');
    await bo.suspend();
    const again = windowOf('Bo');
    assert.equal(await again.reopen(made), true);
    again.messages.say('after the crash');
    await waitFor(
      () => said(cy).includes('Bo: after the crash'),
      () => said(cy).join(' | '),
    );
    assert.deepEqual(said(cy), ['Ann: hello', 'Bo: after the crash']);
    assert.deepEqual(again.state.members.map(({ name }) => name).sort(), ['Bo', 'Cy']);
  });
});
