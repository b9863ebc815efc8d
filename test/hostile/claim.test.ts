import assert from 'node:assert/strict';
import { toHub, toMember } from '../../src/protocol/frames';
import { HostileScene, type Outcome } from '../helpers/deskmate/hostile-scene';
import type { RawMember } from '../helpers/deskmate/raw-member';

type Act = (stranger: RawMember, scene: HostileScene) => unknown;

const otherToken = 'AAAAAAAAAAAAAAAAAAAAAA';
const otherKey = 'B'.repeat(43);

/** A first frame made from a good `join`. */
const join =
  (changes: (scene: HostileScene) => object): Act =>
  (stranger, scene) =>
    stranger.send({ ...scene.hub.join(), ...changes(scene) });

const resume =
  (changes: (scene: HostileScene) => object): Act =>
  (stranger, scene) => {
    const { id: member, key } = scene.victim;
    stranger.send({ type: 'resume', version: 1, member, key, last: 0, ...changes(scene) });
  };

const says =
  (bytes: string | Uint8Array): Act =>
  (stranger) =>
    stranger.write(bytes);

const attacks: readonly (readonly [string, Act, Outcome['bye' & keyof Outcome] | string])[] = [
  ['half a token', join(({ hub }) => ({ token: hub.token.slice(0, 11) })), 'bad-token'],
  ['an empty token', join(() => ({ token: '' })), 'bad-token'],
  ['a token of another room', join(() => ({ token: otherToken })), 'bad-token'],
  ['a token with an extra character', join(({ hub }) => ({ token: `${hub.token}A` })), 'bad-token'],
  ['a token that is a number', join(() => ({ token: 1 })), 'bad-token'],
  ['a token that is an array', join(({ hub }) => ({ token: [hub.token] })), 'bad-token'],
  ['no token', join(() => ({ token: undefined })), 'bad-token'],
  ['a token instead of a key', resume(({ hub }) => ({ key: hub.token })), 'bad-key'],
  ['another member’s key', resume(({ bystander }) => ({ key: bystander.key })), 'bad-key'],
  [
    'its own key for another member',
    resume(({ bystander }) => ({ member: bystander.id })),
    'bad-key',
  ],
  ['an unknown member', resume(() => ({ member: 'm999' })), 'bad-key'],
  ['the host’s id', resume(() => ({ member: 'm0' })), 'bad-key'],
  ['__proto__ as a member', resume(() => ({ member: '__proto__' })), 'bad-key'],
  ['a key of another room', resume(() => ({ key: otherKey })), 'bad-key'],
  ['half a key', resume(({ victim }) => ({ key: victim.key.slice(0, 20) })), 'bad-key'],
  ['the hash of a key', resume(hashOfVictim), 'bad-key'],
  ['a negative last entry', resume(() => ({ last: -1 })), 'not-authenticated'],
  ['version 2', join(() => ({ version: 2 })), 'other-version'],
  ['version 2 with its own fields', join(() => ({ version: 2, token: { k: 1 } })), 'other-version'],
  ['version "1"', join(() => ({ version: '1' })), 'not-authenticated'],
  ['no name', join(() => ({ name: undefined })), 'not-authenticated'],
  ['a name that is too long', join(() => ({ name: 'n'.repeat(8000) })), 'not-authenticated'],
  ['a line too long for a claim', join(() => ({ more: 'n'.repeat(9000) })), 'line-too-long'],
  ['a type that every object has', join(() => ({ type: 'constructor' })), 'not-authenticated'],
  ['the type __proto__', says('{"__proto__":{"type":"join"},"version":1}\n'), 'not-authenticated'],
  ['null', says('null\n'), 'not-authenticated'],
  ['a number', says('1\n'), 'not-authenticated'],
  ['an array', says('[{"type":"join"}]\n'), 'not-authenticated'],
  ['an empty line', says('\n'), 'bad-json'],
  ['half a JSON object', says('{"type":"join",\n'), 'bad-json'],
  ['a byte order mark', says('\ufeff{"type":"ping"}\n'), 'bad-json'],
  ['deeply nested JSON', says(`${'['.repeat(8000)}\n`), 'too-deep'],
  ['deeply nested JSON in a field', says(`{"type":"join","x":${'[{"a":'.repeat(5)}\n`), 'too-deep'],
  ['bytes that aren’t UTF-8', says(Buffer.from([0x7b, 0xff, 0xfe, 0x0a])), 'bad-utf8'],
  ['a character cut in two', says(Buffer.from([0x22, 0xe8, 0xaf, 0x22, 0x0a])), 'bad-utf8'],
  ['a line over the limit', says(`"${'x'.repeat(64 * 1024)}"\n`), 'line-too-long'],
  ['an endless line', says('x'.repeat(1_000_000)), 'line-too-long'],
];

function hashOfVictim({ hub, victim }: HostileScene): object {
  const own = hub.server.access.state.keys.find(({ member }) => member === victim.id);
  return { key: own?.hash };
}

describe('a hub with an impostor', () => {
  let scene: HostileScene;

  before(async () => {
    scene = await HostileScene.open();
  });
  after(() => scene.close());
  afterEach(async () => {
    assert.equal(scene.members, 2, 'no one joined');
    await scene.checkUnharmed();
  });

  for (const [what, attack, bye] of attacks) {
    it(`replies ${bye} to ${what}`, async () => {
      const stranger = await scene.stranger();
      await attack(stranger, scene);
      await scene.expectOutcome(stranger, { bye } as Outcome);
    });
  }

  const samples: Readonly<Record<string, object>> = {
    say: { id: 'a', text: 'hi' },
    edit: { id: 'a', target: 1, text: 'hi' },
    delete: { id: 'a', target: 1 },
    react: { id: 'a', target: 1, emoji: '👍', on: true },
    rename: { id: 'a', name: 'Eve' },
    received: { seq: 1 },
    held: { seq: 1 },
    presence: { presence: 'here' },
    typing: {},
    nudge: { id: 'a', member: 'm1' },
    offer: {},
    leave: {},
    ping: {},
    ask: { id: 'a', topic: 'stuck' },
    request: { id: 'a', do: 'pause', request: 'b' },
    serve: { id: 'a', do: 'take', member: 'm1', request: 'b' },
    answer: { id: 'a', path: 'hub.py', text: 'hi' },
    admit: { id: 'a', open: false },
    tell: { id: 'a', text: 'hi' },
    lines: { id: 'a', since: 0 },
    publish: { id: 'a', student: 'm1', message: 'b' },
  };
  const first = ['join', 'resume', 'check'];
  const later = Object.keys(toHub).filter((type) => !first.includes(type));
  assert.deepEqual(later, Object.keys(samples));
  const types = new Set([...later, ...Object.keys(toMember)]);

  for (const type of types) {
    it(`replies not-authenticated to ${type} before anything else`, async () => {
      const stranger = await scene.stranger();
      // A valid claim after it changes nothing.
      stranger.send({ type, ...samples[type] }, scene.hub.join());
      await scene.expectOutcome(stranger, { bye: 'not-authenticated' });
    });
  }

  it('replies to a check without the invite as to such a join', async () => {
    const stranger = await scene.stranger();
    // A valid claim after it changes nothing.
    stranger.send({ type: 'check', version: 1, token: otherToken }, scene.hub.join());
    await scene.expectOutcome(stranger, { bye: 'bad-token' });
  });

  it('lets no one in who has asked whether one could join', async () => {
    const stranger = await scene.stranger();
    stranger.send({ type: 'check', version: 1, token: scene.hub.token }, scene.hub.join());
    await stranger.receives('checked');
    await stranger.gone();
    assert.equal(stranger.frames.length, 1);
  });

  describe('who takes too long', () => {
    let usual: HostileScene;

    before(async () => {
      usual = scene;
      // Long enough for members on a busy computer.
      scene = await HostileScene.open({ authenticationMs: 1000 });
    });
    after(async () => {
      await scene.close();
      scene = usual;
    });

    it('replies timed-out to silence', async () => {
      await scene.expectOutcome(await scene.stranger(), { bye: 'timed-out' });
    });

    it('replies timed-out to a claim that trickles in', async () => {
      const stranger = await scene.stranger();
      const line = JSON.stringify(scene.hub.join());
      for (let at = 0; at < line.length && !stranger.closed; at += 1) {
        stranger.write(line.slice(at, at + 1));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await scene.expectOutcome(stranger, { bye: 'timed-out' });
    });
  });

  it('admits no one after a bad claim', async () => {
    const stranger = await scene.stranger();
    stranger.send({ ...scene.hub.join(), token: otherToken }, scene.hub.join());
    await scene.expectOutcome(stranger, { bye: 'bad-token' });
  });

  it('admits no one new to a locked room, and says so only to those with the invite', async () => {
    const { access } = scene.hub.server;
    access.lock(true, () => true);
    const [guest, guesser] = [await scene.stranger(), await scene.stranger()];
    guest.send(scene.hub.join());
    guesser.send({ ...scene.hub.join(), token: otherToken });
    await scene.expectOutcome(guest, { bye: 'room-locked' });
    await scene.expectOutcome(guesser, { bye: 'bad-token' });
    access.lock(false, () => true);
  });

  it('rejects a reset invite and a revoked key', async () => {
    const { access } = scene.hub.server;
    const old = scene.hub.join();
    access.resetInvite(() => true);
    const late = await scene.stranger();
    late.send(old);
    await scene.expectOutcome(late, { bye: 'bad-token' });
    const key = access.issueKey('m77', () => true);
    access.revoke('m77', () => true);
    const removed = await scene.stranger();
    removed.send({ type: 'resume', version: 1, member: 'm77', key, last: 0 });
    await scene.expectOutcome(removed, { bye: 'bad-key' });
  });
});
