import assert from 'node:assert/strict';
import { EpochSeal } from '../../src/net/wide/epoch-seal';
import { openFor, tokenInfo } from '../../src/net/wide/member-box';
import { natsConnector } from '../../src/net/wide/nats-engine';
import { createWideNetwork } from '../../src/net/wide/wide';
import { defaultLimits } from '../../src/protocol/limits';
import type { WideEpoch } from '../../src/protocol/wide';
import { EpochStreams } from '../../src/room/wide/epoch-streams';
import { walkEpochs } from '../../src/room/wide/epoch-walk';
import { systemClock as clock } from '../../src/util/clock';
import { natsSuite } from '../helpers/nats/suite';
import { WideCampus, type WideWindow } from '../helpers/wide-campus';
import { addCrowd, type CrowdMember } from '../helpers/wide-crowd';

const never = new AbortController().signal;

function epochOf(window: WideWindow): WideEpoch {
  const epoch = window.session.invited?.wideControl?.epoch;
  assert.ok(epoch);
  return epoch;
}

/** The key of a member's program. */
function keyOf({ archive, journalId }: WideWindow): string {
  const [header] = archive.read(journalId) as readonly { readonly key?: string }[];
  assert.ok(header?.key);
  return header.key;
}

describe('a wide room that moves to another epoch', () => {
  let campus: WideCampus;

  beforeEach(() => {
    campus = new WideCampus();
  });

  afterEach(() => campus.close());

  /** A member's program starts again, which knows this epoch. */
  const comeBack = (pin: string, key: string, epoch: WideEpoch) => {
    const { wide } = campus;
    const deps = { clock, pin, server: wide.server, network: async () => wide };
    const streams = new EpochStreams(deps, key, undefined);
    return walkEpochs({ clock, pin, streams }, epoch, { held: 0, chain: undefined }, never);
  };

  it('takes 500 members along', async () => {
    const ann = await campus.open();
    const [bo, cy] = [campus.window(), campus.window()];
    await bo.join(ann, 'Bo');
    await cy.join(ann, 'Cy');
    const { wide } = campus;
    const { pin } = ann.actions.invite;
    const epoch = epochOf(ann);
    const crowd = await addCrowd(wide.connect, { server: wide.server, pin, epoch }, 600);
    const [out, ...rest] = crowd;
    const [others, late] = [rest.slice(0, 497), rest.slice(497)];
    assert.ok(out);
    await ann.until('603 are there', ({ names }) => names.length === 603);

    const log = wide.log({ epoch, pin });
    assert.equal(await ann.actions.remove(out.keys.id, 'spam'), true);
    bo.say('moved');
    await ann.ends('Member 0 removed', 'Ann rekeyed', 'Bo> moved');

    const next = epochOf(ann);
    assert.equal(next.number, 2);
    const rekey = log.messages.findLast((message) => (message?.payload.length ?? 0) > 20_000);
    assert.ok(rekey);
    const opened = new EpochSeal(epoch, pin).openEntry(rekey.user, rekey.id, rekey.payload);
    const keys = opened?.act.keys as readonly string[];
    assert.equal(keys.length, 500);
    const sealed = new Map(keys.map((key) => [key.slice(0, 22), key.slice(22)]));
    const tokenFor = ({ keys: own }: CrowdMember, seal: string) =>
      openFor(own, tokenInfo(pin, 2, own.id), seal)?.toString('base64url');
    for (const member of others) {
      assert.equal(tokenFor(member, sealed.get(member.keys.id) ?? ''), next.token);
    }
    for (const seal of sealed.values()) assert.equal(tokenFor(out, seal), undefined);
    for (const { keys: own } of late) assert.ok(!sealed.has(own.id));

    for (const member of [others[0], others.at(-1)]) {
      const walked = await comeBack(pin, member?.key ?? '', epoch);
      walked.reader.stream.drop();
      assert.deepEqual(walked.epoch, next);
    }
    await assert.rejects(comeBack(pin, out.key, epoch), { code: 'removed', message: 'spam' });
    await assert.rejects(comeBack(pin, late[0]?.key ?? '', epoch), { code: 'bad-key' });
  });

  it('takes neither along of two who are removed at once', async () => {
    const ann = await campus.open();
    const [bo, cy, di] = [campus.window(), campus.window(), campus.window()];
    await bo.join(ann, 'Bo');
    await cy.join(ann, 'Cy');
    await di.join(ann, 'Di');
    await ann.ends('Bo joined', 'Cy joined', 'Di joined');
    const { pin } = ann.actions.invite;
    const epoch = epochOf(ann);
    const keys = [bo, cy].map(keyOf);
    const removals = [bo, cy].map(({ id }) => ann.actions.remove(id, 'spam'));
    assert.deepEqual(await Promise.all(removals), [true, true]);
    for (const key of keys) {
      await assert.rejects(comeBack(pin, key, epoch), { code: 'removed', message: 'spam' });
    }
    di.say('still here');
    await ann.ends('Bo removed', 'Cy removed', 'Ann rekeyed', 'Di> still here');
  });

  it('leaves behind whom its owner’s program doesn’t know any more, who is told', async () => {
    campus.wide.most = 20;
    let ann = await campus.open();
    const bo = campus.window();
    await bo.join(ann, 'Bo');
    const { journalId } = bo;
    await bo.session.suspend();
    for (let count = 0; count < 20; count += 1) ann.say(`${count}`);
    await ann.ends('Ann> 19');
    ann = await ann.reload();
    await ann.until('it is back', () => ann.session.state.connection.kind === 'joined');
    assert.equal(await ann.actions.resetInvite(), true);
    const again = campus.window(bo.archive);
    assert.equal(await again.session.reopen(journalId), true);
    await again.until('it is told', ({ session }) => {
      const { connection } = session.state;
      return connection.kind === 'offline' && connection.error === 'bad-key';
    });
    await again.join(ann, 'Bo');
    again.say('back');
    await ann.ends('Bo joined', 'Bo> back');
  });

  describe('on a server', () => {
    const cluster = natsSuite();

    it('goes on with those who are connected, and without who was removed', async () => {
      const options = { clock, limits: defaultLimits };
      const { access } = cluster();
      await campus.close();
      campus = new WideCampus(clock, { network: createWideNetwork(options), access });
      const ann = await campus.open();
      const { pin } = ann.actions.invite;
      const ticket = { server: access, pin, epoch: epochOf(ann) };
      await addCrowd(natsConnector(options), ticket, 495);
      const live = ['Bo', 'Cy', 'Di', 'Ed'].map((name) => ({ name, window: campus.window() }));
      await Promise.all(live.map(({ name, window }) => window.join(ann, name)));
      await ann.until('500 are there', ({ names }) => names.length === 500);
      const [out, ...others] = live.map(({ window }) => window);
      assert.ok(out);
      const { journalId } = out;
      assert.equal(await ann.actions.remove(out.id, 'spam'), true);
      for (const window of others) window.say('peace');
      for (const window of [ann, ...others]) {
        await window.until('all have said it', ({ lines }) => {
          return lines.slice(-3).every((line) => line.endsWith('> peace'));
        });
        assert.equal(window.names.length, 499);
      }
      await out.until('it is out', ({ session }) => session.state.connection.kind === 'offline');
      assert.ok(!out.lines.some((line) => line.endsWith('> peace')));
      assert.ok(!JSON.stringify(out.archive.read(journalId)).includes(epochOf(ann).token));
    });
  });
});
