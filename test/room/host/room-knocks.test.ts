import assert from 'node:assert/strict';
import type { KnockResult, OpenKnock } from '../../../src/room/knocks';
import type { FakeKnocks } from '../../helpers/fake-knocks';
import { FakeServer } from '../../helpers/fake-network';
import { hostedRoom } from '../../helpers/hosted';

const id = '00112233445566aa';

function scene(kind: 'pair' | 'group' = 'group') {
  const server = new FakeServer({ kind, address: '127.0.0.1', port: 9000 });
  const hosted = hostedRoom({
    kind,
    server,
    ...(kind === 'pair' && { maxClients: 1, waitingLine: 0 }),
  });
  const { knocks } = hosted.hostActions;
  const asked: OpenKnock[] = [];
  const results: KnockResult[] = [];
  let changes = 0;
  knocks.onKnock((knock) => asked.push(knock));
  knocks.onDidEnd(({ result }) => results.push(result));
  knocks.onDidChange(() => {
    changes += 1;
  });
  const outside = server.knocks as FakeKnocks;
  return { ...hosted, hosted, server, knocks, outside, asked, results, changes: () => changes };
}

describe('the knocks at a hosted room', () => {
  it('are taken while the room is announced, under its names', async () => {
    const { knocks, outside, hosted, results } = scene();
    assert.equal(outside.told(), undefined);
    knocks.announce(id);
    assert.deepEqual(outside.told(), { roomId: id, room: 'Lab 3', host: 'Ann' });
    await hosted.invited.rename('Anna');
    assert.equal(outside.told()?.host, 'Anna');
    outside.knock();
    knocks.announce(undefined);
    assert.equal(outside.told(), undefined);
    assert.deepEqual(results, ['no-knocks']);
  });

  it('are accepted by the digits that the guest shows, however they are typed', () => {
    for (const typed of ['482193', ' 482 193 ', '482-193', '４８２１９３', '482\u00a0193']) {
      const { knocks, outside, asked, results, changes } = scene();
      const link = outside.knock();
      assert.deepEqual(knocks.open, asked);
      const [knock] = asked as [OpenKnock];
      assert.deepEqual(
        [knock.name, knock.address, knock.expires, knock.triesLeft],
        ['Bo', '10.0.0.7', link.expires, 3],
      );
      assert.equal(changes(), 1);
      assert.equal(knock.answer(typed), 'accepted', typed);
      assert.equal(link.end, 'accepted');
      assert.deepEqual([knocks.open, results], [[], ['accepted']]);
      assert.equal(knock.answer(typed), 'gone');
    }
  });

  it('are refused after three wrong codes; what isn’t six digits doesn’t count', () => {
    const { outside, asked, results, knocks } = scene();
    const link = outside.knock();
    const [knock] = asked as [OpenKnock];
    for (const typed of ['', '48219', '4821930', 'abcdef', '48219a', '+82193', '٤٨٢١٩٣']) {
      assert.equal(knock.answer(typed), 'malformed', typed);
    }
    assert.equal(knock.answer('000000'), 'wrong');
    assert.equal(knock.answer('482194'), 'wrong');
    assert.equal(knock.triesLeft, 1);
    assert.equal(link.end, undefined);
    assert.equal(knock.answer('382193'), 'refused');
    assert.equal(link.end, 'wrong-code');
    assert.equal(knock.answer('482193'), 'gone');
    assert.deepEqual([results, knocks.open], [['wrong-code'], []]);
  });

  it('have tries of their own', () => {
    const { outside, asked } = scene();
    outside.knock('Bo', '111111');
    outside.knock('Cy', '222222', '10.0.0.8');
    const [bo, cy] = asked as [OpenKnock, OpenKnock];
    assert.notEqual(bo.id, cy.id);
    assert.equal(bo.answer('222222'), 'wrong');
    assert.deepEqual([bo.triesLeft, cy.triesLeft], [2, 3]);
    assert.equal(cy.answer('222222'), 'accepted');
  });

  it('can be denied, and end when the guest goes or the time is over', () => {
    const { outside, asked, results, knocks } = scene();
    const denied = outside.knock();
    asked[0]?.deny();
    assert.equal(denied.end, 'denied');
    outside.knock().finish('gone');
    outside.knock().finish('knock-timeout');
    asked[1]?.deny();
    assert.deepEqual(results, ['denied', 'gone', 'knock-timeout']);
    assert.deepEqual(knocks.open, []);
  });

  it('aren’t shown while they are muted', () => {
    const { outside, asked, results, knocks, changes } = scene();
    const open = outside.knock();
    knocks.mute(true);
    assert.equal(open.end, 'denied');
    assert.deepEqual([knocks.muted, results], [true, ['denied']]);
    const before = changes();
    assert.equal(outside.knock().end, 'denied');
    assert.deepEqual([asked.length, results.length, changes()], [1, 1, before]);
    knocks.mute(false);
    outside.knock();
    assert.equal(asked.length, 2);
  });

  it('are refused when the room is locked, full or closed', async () => {
    const locked = scene();
    locked.outside.knock();
    locked.hostActions.lock(true);
    assert.deepEqual(locked.results, ['room-locked']);

    const pair = scene('pair');
    pair.outside.knock();
    pair.server.connect('Cy');
    assert.deepEqual(pair.results, ['room-full']);

    const group = scene();
    group.outside.knock();
    for (const name of ['A', 'B', 'C']) group.server.connect(name);
    assert.deepEqual(group.results, [], 'there is a waiting line');
    group.server.connect('D');
    assert.deepEqual(group.results, ['line-full']);

    const closed = scene();
    closed.outside.knock();
    await closed.room.leave();
    assert.deepEqual(closed.results, ['room-closed']);
    const reloaded = scene();
    reloaded.outside.knock();
    await reloaded.room.suspend();
    assert.deepEqual(reloaded.results, ['host-away']);
  });

  it('stay open when the invite is reset, and leave no trace in the log', () => {
    const { outside, hostActions, results, lines } = scene();
    const before = lines();
    outside.knock();
    assert.ok(hostActions.resetInvite());
    assert.deepEqual(results, []);
    assert.deepEqual(lines(), before);
  });
});
