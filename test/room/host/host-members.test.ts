import assert from 'node:assert/strict';
import { unnoticedMs } from '../../../src/room/host/presence-tracker';
import { hostedRoom } from '../../helpers/hosted';

describe('names in a hosted room', () => {
  it('are unique, even among look-alikes', () => {
    const { server } = hostedRoom({ maxClients: 20 });
    const given = (wished: string) => server.connect(wished).seat?.name;
    assert.equal(given('Bo'), 'Bo');
    assert.equal(given('Bo'), 'Bo 2');
    assert.equal(given('Ann'), 'Ann 2', 'the host’s counts');
    assert.equal(given('ＡＮＮ'), 'ＡＮＮ 3', 'other width and case');
    assert.equal(given('Аnn'), 'Аnn 4', 'a Cyrillic A');
    assert.equal(given('  Cy \t Di '), 'Cy Di');
  });

  it('never contain characters that move, hide or flood adjacent text', () => {
    const { server, room } = hostedRoom({ maxClients: 100 });
    const hostile = [
      '',
      '   ',
      '\u0000\u0007\u001b',
      '\u202eevil',
      '\u2066x\u2069',
      '\u200b\u200b',
      'a\u200db',
      'A\u00adnn',
      `e${'\u0301'.repeat(200)}`,
      '\u0301\u0301',
      'x'.repeat(1000),
      '👩‍👩‍👧‍👦'.repeat(60),
      '\ud800',
      'a\nb\u2028c',
      '\ufeffBo',
      '\u3164',
    ];
    for (const name of hostile) assert.ok(server.connect(name).admitted, JSON.stringify(name));
    const names = room.members.map(({ name }) => name);
    assert.equal(new Set(names).size, hostile.length + 1);
    const segments = new Intl.Segmenter();
    for (const name of names) {
      assert.doesNotMatch(name, /[\p{Cc}\p{Cs}\p{Bidi_Control}\u200b\u00ad\u3164\ufeff]/u);
      assert.ok(name.length <= 128 && name.trim() === name && name !== '', JSON.stringify(name));
      assert.ok([...segments.segment(name)].length <= 32, name);
      assert.doesNotMatch(name, /\p{Mn}{5}/u);
    }
  });

  it('are as harmless in the waiting line, where returning members have their own', () => {
    const { server, room } = hostedRoom({ maxClients: 1, waitingLine: 5 });
    server.connect('Bo').end();
    server.connect('Cy');
    server.resume('m1');
    for (const name of ['\u202eevil\u001b[2J', '', 'x'.repeat(256)]) server.connect(name);
    const names = room.waiting.map(({ name }) => name);
    assert.deepEqual(names, ['Bo', 'evil[2J', 'Guest', 'x'.repeat(32)]);
  });

  it('can be changed, for everyone to see', () => {
    const { server, names, lines } = hostedRoom();
    const bo = server.connect('Bo');
    const cy = server.connect('Cy');
    bo.request({ type: 'rename', name: ' Bob ' });
    assert.deepEqual(names(), ['Ann', 'Bob', 'Cy']);
    assert.equal(lines().at(-1), 'Bob renamed');
    const entry = cy.entries.at(-1);
    assert.ok(entry?.type === 'renamed');
    assert.deepEqual([entry.member, entry.before, entry.name], ['m1', 'Bo', 'Bob']);
    bo.say('hi');
    const said = cy.entries.at(-1);
    assert.equal(said?.type === 'message' && said.name, 'Bob');
    bo.request({ type: 'rename', name: 'BOB' });
    assert.deepEqual(names(), ['Ann', 'BOB', 'Cy'], 'a member’s own name doesn’t conflict');
  });

  it('are refused with a proposal when taken', () => {
    const { server, names, lines } = hostedRoom();
    const bo = server.connect('Bo');
    server.connect('Cy');
    const before = lines();
    const wishes = ['Ann', 'сy', '\u202eAnn', '\u0000', ''];
    for (const name of wishes) bo.request({ type: 'rename', name });
    assert.deepEqual(bo.notices, [
      { type: 'refused', id: 'r1', code: 'name-taken', proposal: 'Ann 2' },
      { type: 'refused', id: 'r2', code: 'name-taken', proposal: 'сy 2' },
      { type: 'refused', id: 'r3', code: 'bad-name', proposal: 'Ann 2' },
      { type: 'refused', id: 'r4', code: 'bad-name', proposal: 'Guest' },
      { type: 'refused', id: 'r5', code: 'bad-name', proposal: 'Guest' },
    ]);
    assert.deepEqual(lines(), before);
    assert.deepEqual(names(), ['Ann', 'Bo', 'Cy']);
  });

  it('stay unique and cheap when members change them endlessly', () => {
    const { server, names } = hostedRoom({ maxClients: 50 });
    const guests = Array.from({ length: 50 }, () => server.connect('Bo'));
    for (let i = 0; i < 2000; i += 1) {
      guests[i % 50]?.request({ type: 'rename', name: `Bo ${i % 60}` });
    }
    assert.equal(new Set(names()).size, 51);
  });

  it('of the host follow the same rules', async () => {
    const { server, invited, names, room } = hostedRoom();
    const bo = server.connect('Bo');
    assert.deepEqual(await invited.rename('BO'), {
      ok: false,
      problem: 'name-taken',
      proposal: 'BO 2',
    });
    assert.deepEqual(await invited.rename('\u200b'), {
      ok: false,
      problem: 'bad-name',
      proposal: 'Guest',
    });
    const { entries } = bo;
    const before = entries.length;
    assert.deepEqual(await invited.rename(' Ann '), { ok: true, name: 'Ann' });
    assert.equal(entries.length, before, 'nothing has changed');
    assert.deepEqual(await invited.rename('Anna'), { ok: true, name: 'Anna' });
    assert.deepEqual(names(), ['Anna', 'Bo']);
    room.say('hi');
    const said = bo.entries.at(-1);
    assert.equal(said?.type === 'message' && said.name, 'Anna');
    await room.leave();
    assert.deepEqual(await invited.rename('Anne'), { ok: false, problem: 'offline' });
  });
});

describe('the members of a hosted room', () => {
  it('are described again only if they have changed', async () => {
    const { clock, server, room } = hostedRoom({ maxClients: 50 });
    const guests = Array.from({ length: 50 }, (_, index) => server.connect(`Bo ${index}`));
    const before = room.members;
    assert.equal(room.members, before);
    guests[10]?.lose();
    await clock.advance(unnoticedMs);
    guests[7]?.ask({ type: 'presence', presence: 'idle' });
    guests[8]?.ask({ type: 'typing' });
    guests[9]?.request({ type: 'rename', name: 'Cy' });
    const after = room.members;
    const changed = after.filter((member, index) => member !== before[index]);
    assert.deepEqual(
      changed.map(({ name, presence, typing = false }) => ({ name, presence, typing })),
      [
        { name: 'Bo 7', presence: 'idle', typing: false },
        { name: 'Bo 8', presence: 'here', typing: true },
        { name: 'Cy', presence: 'here', typing: false },
        { name: 'Bo 10', presence: 'away', typing: false },
      ],
    );
  });
});
