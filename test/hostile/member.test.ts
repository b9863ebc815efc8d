import assert from 'node:assert/strict';
import { codeCard, errorCard, patchCard } from '../helpers/cards';
import { HostileScene, type Outcome } from '../helpers/deskmate/hostile-scene';
import type { Membership, RawMember } from '../helpers/deskmate/raw-member';
import { waitFor } from '../helpers/wait-for';

const say = { type: 'say', id: 'x1', text: 'hi' };
const withCard = (card: unknown) => ({ ...say, card });
const badFrame: Outcome = { refused: 'bad-frame' };
const badSay: Outcome = { refused: 'bad-frame', id: 'x1' };
const unknown: Outcome = { refused: 'unknown-type' };

/** What a member sends, as a frame or as bytes, and the outcome. */
const attacks: readonly (readonly [string, object | string | Uint8Array, Outcome])[] = [
  ['a text that is a number', { ...say, text: 5 }, badSay],
  ['a text that is an object', { ...say, text: { toString: 'hi' } }, badSay],
  ['an empty text', { ...say, text: '' }, badSay],
  ['no text', { type: 'say', id: 'x1' }, badSay],
  ['a target that is a string', { type: 'edit', id: 'x1', target: '1', text: 'hi' }, badSay],
  ['a target that isn’t a whole number', { type: 'delete', id: 'x1', target: 1.5 }, badSay],
  ['a target below one', { type: 'delete', id: 'x1', target: 0 }, badSay],
  ['an infinite target', '{"type":"delete","id":"x1","target":1e400}\n', badSay],
  [
    'a switch that is a string',
    { type: 'react', id: 'x1', target: 1, emoji: '👍', on: 'true' },
    badSay,
  ],
  ['an id with a space', { ...say, id: 'a b' }, badFrame],
  ['an id that is too long', { ...say, id: 'a'.repeat(65) }, badFrame],
  ['an id that is a number', { ...say, id: 1 }, badFrame],
  ['a number from the future', { type: 'received', seq: 1_000_000 }, badFrame],
  ['a number that is a string', { type: 'received', seq: '1' }, badFrame],
  ['a number below one', { type: 'received', seq: -1 }, badFrame],
  ['an unknown presence', { type: 'presence', presence: 'everywhere' }, badFrame],
  ['a second join', { type: 'join', version: 1, token: 'A'.repeat(22), name: 'Eve' }, badFrame],
  ['no type', { id: 'x1', text: 'hi' }, badSay],
  ['a type that is an array', { ...say, type: ['say'] }, badSay],
  ['an array', '[1,2,3]\n', badFrame],
  ['an unknown type', { type: 'shutdown', id: 'x1' }, { refused: 'unknown-type', id: 'x1' }],
  ['the type constructor', { type: 'constructor' }, unknown],
  ['the type __proto__', { type: '__proto__' }, unknown],
  ['the type hasOwnProperty', { type: 'hasOwnProperty' }, unknown],
  ['a forged entry', { type: 'message', seq: 9, author: 'm1', text: 'hi' }, unknown],
  ['a welcome', { type: 'welcome', version: 1 }, unknown],
  [
    'a text over 32 KiB',
    { ...say, text: 'x'.repeat(33_000) },
    { refused: 'text-too-long', id: 'x1' },
  ],
  [
    'a text that grows when it is cleaned',
    { ...say, text: '\b'.repeat(20_000) },
    { refused: 'text-too-long', id: 'x1' },
  ],
  ['a reply to number 0', { ...say, reply: 0 }, badSay],
  ['a reply to half a message', { ...say, reply: 1.5 }, badSay],
  ['a reply to a string', { ...say, reply: 'm1' }, badSay],
  ['a card that is a string', withCard('code'), badSay],
  ['a card that is null', withCard(null), badSay],
  ['a card that is an array', withCard([codeCard]), badSay],
  ['a card without a type', withCard({ ...codeCard, type: undefined }), badSay],
  ['a card whose type is a number', withCard({ ...codeCard, type: 1 }), badSay],
  ['a card with a negative line', withCard({ ...codeCard, line: -2, endLine: 0 }), badSay],
  ['a card that ends before it begins', withCard({ ...codeCard, endLine: 10 }), badSay],
  ['a card with more lines than text', withCard({ ...codeCard, endLine: 9_999_999 }), badSay],
  ['a card with unsafe line numbers', withCard({ ...codeCard, line: 2 ** 60 }), badSay],
  ['a card with a giant path', withCard({ ...codeCard, path: '../'.repeat(400) }), badSay],
  ['a card without a path', withCard({ ...codeCard, path: '' }), badSay],
  ['a card whose path is an object', withCard({ ...codeCard, path: { length: 1 } }), badSay],
  ['a card with an invalid hash', withCard({ ...codeCard, hash: 'x' }), badSay],
  ['a card with an invalid language', withCard({ ...codeCard, language: '<script>' }), badSay],
  [
    'an error outside its lines',
    withCard({ ...errorCard, at: { ...errorCard.at, endLine: 99 } }),
    badSay,
  ],
  ['an error without a place', withCard({ ...errorCard, at: undefined }), badSay],
  ['an error that is too long', withCard({ ...errorCard, message: 'x'.repeat(4097) }), badSay],
  ['an empty patch', withCard({ type: 'patch', files: [] }), badSay],
  [
    'a patch of 101 files',
    withCard({ type: 'patch', files: Array(101).fill(patchCard.files[0]) }),
    badSay,
  ],
  [
    'a patch that renames',
    withCard({ type: 'patch', files: [{ ...patchCard.files[0], change: 'renamed' }] }),
    badSay,
  ],
  ...[
    { files: 3, of: 2 },
    { files: -1, of: 2 },
    { files: 0, of: 0 },
    { files: 1e9, of: 1e9 },
    1,
  ].map((applied): [string, object, Outcome] => [
    `${JSON.stringify(applied)} applied`,
    { type: 'react', id: 'x1', target: 1, emoji: '✅', on: true, applied },
    badSay,
  ]),
  ...Object.entries({ folder: 7, eol: 'cr', bom: 'yes', executable: 1 }).map(
    ([field, value]): [string, object, Outcome] => [
      `a patch with another ${field}`,
      withCard({ type: 'patch', files: [{ ...patchCard.files[0], [field]: value }] }),
      badSay,
    ],
  ),
  [
    'a deeply nested card',
    `{"type":"say","id":"x1","text":"hi","card":${'{"at":'.repeat(8)}1${'}'.repeat(8)}}\n`,
    { bye: 'too-deep' },
  ],
  [
    'a card that exceeds the limit of a line',
    withCard({ ...codeCard, endLine: 11, text: 'x'.repeat(66_000) }),
    { bye: 'line-too-long' },
  ],
  ['JSON cut short', '{"type":"say"\n', { bye: 'bad-json' }],
  ['JSON with a function', '{"type":"say","text":alert()}\n', { bye: 'bad-json' }],
  ['an empty line', '\n', { bye: 'bad-json' }],
  ['JSON that nests deep', `${'{"a":'.repeat(9)}1${'}'.repeat(9)}\n`, { bye: 'too-deep' }],
  ['JSON that nests without end', `{"type":"say","x":${'['.repeat(60_000)}\n`, { bye: 'too-deep' }],
  [
    'bytes that aren’t UTF-8',
    Buffer.from('{"type":"say","text":"\xff"}\n', 'latin1'),
    { bye: 'bad-utf8' },
  ],
  ['an overlong NUL', Buffer.from([0x22, 0xc0, 0x80, 0x22, 0x0a]), { bye: 'bad-utf8' }],
  ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22, 0x0a]), { bye: 'bad-utf8' }],
  [
    'a line over the limit',
    `${JSON.stringify({ ...say, more: 'x'.repeat(66_000) })}\n`,
    { bye: 'line-too-long' },
  ],
  ['an endless line', 'x'.repeat(2_000_000), { bye: 'line-too-long' }],
  [
    '21 mistakes',
    `${JSON.stringify({ type: 'nonsense' })}\n`.repeat(21),
    { bye: 'too-many-errors' },
  ],
];

describe('a hub with a hostile member', () => {
  let scene: HostileScene;
  let attacker: RawMember & Membership;

  before(async () => {
    // The hub notices the end of a connection it reads slowly once a ping fails and the last lines are read.
    scene = await HostileScene.open({ heartbeatMs: 300, stallMs: 1000, messagesPerSecond: 1000 });
  });
  after(() => scene.close());
  beforeEach(async () => {
    attacker = await scene.attacker();
  });
  afterEach(async () => {
    await scene.checkUnharmed();
    attacker.destroy();
    await waitFor(() => scene.members === 2, 'it has left');
  });

  for (const [what, input, outcome] of attacks) {
    const reply = outcome === 'closed' ? 'nothing' : Object.values(outcome)[0];
    it(`replies ${reply} to ${what}`, async () => {
      if (typeof input === 'string' || input instanceof Uint8Array) attacker.write(input);
      else attacker.send(input);
      await scene.expectOutcome(attacker, outcome);
      const said = scene.bystander.all('message').filter(({ id }) => id === 'x1');
      assert.deepEqual(said, []);
    });
  }

  it('puts the sender’s real name and id on everything, whatever is claimed', async () => {
    attacker.send({ ...say, id: 'forged', author: scene.victim.id, name: 'Host', seq: 1, time: 5 });
    const { author, name, seq, time } = await scene.bystander.receives(
      'message',
      ({ id }) => id === 'forged',
    );
    assert.deepEqual([author, name], [attacker.id, attacker.id]);
    assert.ok(seq > 1 && time !== 5);
  });

  for (const key of ['__proto__', 'constructor', 'prototype']) {
    it(`doesn’t merge ${key} with anything`, async () => {
      const id = `merge-${key}`;
      attacker.write(
        `{"type":"say","id":"${id}","text":"hi","${key}":{"polluted":true,"author":"m1"}}\n`,
      );
      const entry = await scene.bystander.receives('message', (one) => one.id === id);
      assert.equal(entry.author, attacker.id);
      const { request } = scene.hub.room.requests.at(-1) ?? {};
      assert.deepEqual(Object.keys(request ?? {}), ['type', 'id', 'text']);
      assert.equal('polluted' in {}, false);
    });
  }

  for (const type of ['sketch', '__proto__', 'constructor', 'hasOwnProperty', '']) {
    it(`accepts a message without its card of the unknown type “${type}”`, async () => {
      const id = `card-${type.length}`;
      const card = { type, files: 'x', nested: { a: [1] } };
      attacker.send({ ...say, id, card }, { ...say, id: `${id}-known`, card: codeCard });
      const known = await scene.bystander.receives('message', (one) => one.id === `${id}-known`);
      assert.deepEqual(known.card, codeCard);
      const entry = await scene.bystander.receives('message', (one) => one.id === id);
      assert.deepEqual([entry.text, 'card' in entry], ['hi', false]);
    });
  }

  it('doesn’t merge parts of a card with anything', async () => {
    const { path, change, diff } = patchCard.files[0] as (typeof patchCard.files)[0];
    const part = JSON.stringify({ path, change, diff, polluted: true }).replace(
      '"polluted"',
      '"__proto__":{"polluted":true},"constructor"',
    );
    attacker.write(
      `{"type":"say","id":"parts","text":"hi","card":{"type":"patch","__proto__":{"files":1},"files":[${part}]}}\n`,
    );
    await scene.bystander.receives('message', ({ id }) => id === 'parts');
    const { request } = scene.hub.room.requests.at(-1) ?? {};
    assert.ok(request?.type === 'say');
    assert.deepEqual(request.card, { type: 'patch', files: [{ path, change, diff }] });
    assert.equal('polluted' in {}, false);
  });

  it('passes on no control characters and no half characters', async () => {
    attacker.write(
      '{"type":"say","id":"c1","text":"a\\u001b[31m\\u0000\\u009b\\ud83d b\\r\\nc"}\n',
    );
    const { text } = await scene.bystander.receives('message', ({ id }) => id === 'c1');
    assert.equal(text, 'a\u241b[31m\u2400\ufffd\ufffd b\r\nc');
  });

  it('treats a last entry from the future as the newest one', async () => {
    const back = await scene.stranger();
    back.send({
      type: 'resume',
      version: 1,
      member: attacker.id,
      key: attacker.key,
      last: Number.MAX_SAFE_INTEGER,
    });
    const { last } = await back.receives('welcome');
    assert.equal(last, scene.hub.room.entries.at(-2)?.seq, 'as before it rejoined');
    back.send({ type: 'say', id: 'f1', text: 'from the future' });
    await back.receivesText('from the future');
    back.destroy();
  });

  it('delays a flood of pings while everyone else talks', async () => {
    attacker.write('{"type":"ping"}\n'.repeat(200_000));
    await scene.checkUnharmed();
    assert.ok(!attacker.closed);
  });

  for (const way of ['end', 'destroy'] as const) {
    it(`survives a connection that ends with ${way} within a line`, async () => {
      attacker.write('{"type":"say","id":"half","te');
      attacker.socket[way]();
      await waitFor(() => scene.members === 2, 'the hub notices the end');
      assert.equal(scene.bystander.text.includes('half'), false);
    });
  }
});
