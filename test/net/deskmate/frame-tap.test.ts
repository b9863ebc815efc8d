import assert from 'node:assert/strict';
import type { GenericSchema } from 'valibot';
import { maskSecrets } from '../../../src/net/deskmate/frame-tap';
import { listenHub } from '../../../src/net/deskmate/hub-server';
import { createNetwork } from '../../../src/net/network';
import { toFileHub, toFileMember } from '../../../src/protocol/file-frames';
import { secretFields } from '../../../src/protocol/frame-fields';
import { toHub, toMember } from '../../../src/protocol/frames';
import { defaultLimits } from '../../../src/protocol/limits';
import type { WireEvent, WireTap } from '../../../src/protocol/wire-event';
import { Session } from '../../../src/room/session/session';
import { systemClock } from '../../../src/util/clock';
import { silentLogger } from '../../../src/util/logger';
import { RawMember } from '../../helpers/deskmate/raw-member';
import { FakeClock } from '../../helpers/fake-clock';
import { MemoryArchive } from '../../helpers/memory-archive';
import { waitFor } from '../../helpers/wait-for';

/** Fields that anyone in the room may see. Whoever adds a field to a frame decides where it belongs. */
const publicFields = new Set(
  (
    'addresses after all applied approval at author before bom by card cell change code column command diff duration earlier emoji ' +
    'endColumn endLine eol epoch executable exit file files first folder frames from gaps gone hash host id keep kind ' +
    'language last line lines locals locked marks member ' +
    'members message mime most name of offset on opened opening output path pin place port position pre presence proposal reason reply room seq severity ' +
    'size source stays successors target term text thumb time to type value version waited waits why you ' +
    'announcement anonymous asked cooldown count do ended entry helped helper helpers moved open order published put request since speaking state student ' +
    'topic tried wait'
  ).split(' '),
);

/** The parts of a schema that lead to the fields in it. */
interface Nested {
  readonly entries?: Readonly<Record<string, GenericSchema>>;
  readonly options?: readonly GenericSchema[];
  readonly item?: GenericSchema;
  readonly wrapped?: GenericSchema;
  readonly pipe?: readonly GenericSchema[];
}

/** The names of all fields in a schema, at any depth. */
function fieldsOf(schema: GenericSchema): string[] {
  const { entries = {}, options = [], item, wrapped, pipe = [] } = schema as Nested;
  const inside = [...options, ...pipe, item, wrapped].filter(
    (each): each is GenericSchema => typeof each === 'object' && each !== schema,
  );
  return [
    ...Object.entries(entries).flatMap(([name, field]) => [name, ...fieldsOf(field)]),
    ...inside.flatMap(fieldsOf),
  ];
}

function masked(line: string): string {
  const bytes = maskSecrets(Buffer.from(line));
  assert.equal(bytes.length, Buffer.byteLength(line));
  return bytes.toString();
}

describe('the tap of an invite room', () => {
  const token = 't0ken-_'.padEnd(22, 'T');
  const key = 'k3y-_'.padEnd(43, 'K');

  it('knows of each field of each frame whether it is a secret', () => {
    const all = [toHub, toMember, toFileHub, toFileMember];
    const fields = all.flatMap((frames) => Object.values<GenericSchema>(frames).flatMap(fieldsOf));
    assert.ok(fields.includes('token') && fields.includes('files') && fields.includes('opening'));
    const unknown = fields.filter((name) => !secretFields.has(name) && !publicFields.has(name));
    assert.deepEqual(
      [...new Set(unknown)],
      [],
      'add it to the secret fields, or to the public ones',
    );
    for (const name of secretFields) assert.ok(fields.includes(name), name);
  });

  it('masks the secrets of every frame, at any depth', () => {
    for (const [type, schema] of [...Object.entries(toHub), ...Object.entries(toMember)]) {
      for (const name of fieldsOf(schema)) {
        const values = { inside: { [name]: key }, list: { [name]: [key, token] }, [name]: token };
        const line = masked(JSON.stringify({ type, ...values }));
        const isHidden = !line.includes(key) && !line.includes(token);
        assert.equal(isHidden, secretFields.has(name), `${type}.${name}`);
      }
    }
  });

  it('masks whatever the spelling of the frame', () => {
    const stars = '*'.repeat(22);
    assert.equal(masked(`{ "token" :\t"${token}" }`), `{ "token" :\t"${stars}" }`);
    assert.ok(!masked(`{"t\\u006fken":"${token}"}`).includes(token));
    assert.ok(!masked(`{"key":"${token.slice(0, 5)}\\"${token}"}`).includes(token));
    const both = `{"token":"${token}"}\n{"key":"${key}","name":"你好"}\n`;
    assert.equal(masked(both), `{"token":"${stars}"}\n{"key":"${'*'.repeat(43)}","name":"你好"}\n`);
  });

  it('masks the token of an invite in a text, however it is written', () => {
    const token = 'abcdefghijklmnopqrstuv';
    const link = `vscode://deskmate.deskmate/join?v=1&k=pair&n=Lab&a=10.0.0.1&p=5000&c=${'c'.repeat(43)}&t=${token}`;
    const texts = [
      link,
      `join: <${link}>!`,
      encodeURIComponent(link),
      link.replaceAll('&', '&amp;'),
    ];
    for (const text of texts) {
      const line = JSON.stringify({ type: 'say', id: 's1', text });
      for (const written of [line, line.replaceAll('&', '\\u0026').replaceAll('/', '\\/')]) {
        const masked = maskSecrets(Buffer.from(written)).toString();
        assert.equal(masked, written.replace(token, '*'.repeat(token.length)));
      }
    }
  });

  it('leaves texts that only look like secrets', () => {
    const lines = [
      JSON.stringify({ type: 'say', text: 'what does "token": "abc" mean?' }),
      JSON.stringify({ type: 'say', text: '"key"', name: 'token' }),
      'no strings at all',
    ];
    for (const line of lines) assert.equal(masked(line), line);
  });

  /** A tap that keeps what it gets, as text. */
  function recorder() {
    const seen: (Omit<WireEvent, 'bytes' | 'connection'> & { text: string; peer: string })[] = [];
    const tap: WireTap = {
      enabled: true,
      record: ({ bytes, connection, ...event }) =>
        seen.push({ ...event, text: `${Buffer.from(bytes)}`, peer: connection.peer }),
    };
    return { seen, tap };
  }

  it('shows the frames of both ends, under the members’ names and without secrets', async () => {
    const ends = [recorder(), recorder()] as const;
    const [host, guest] = ends.map(
      ({ tap }) =>
        new Session({
          network: createNetwork({ clock: systemClock, tap }),
          limits: defaultLimits,
          clock: systemClock,
          logger: silentLogger,
          archive: new MemoryArchive(),
        }),
    ) as unknown as readonly [Session, Session];
    const room = { kind: 'group', name: 'Lab', address: '127.0.0.1', port: 0 } as const;
    await host.host({ ...room, maxClients: 4, person: 'Ann' });
    const invite = host.invited?.hostActions?.invite;
    assert.ok(invite);
    await guest.joinByInvite({ ...invite, addresses: ['127.0.0.1'] }, 'Bo');
    guest.messages.say('你好');
    await waitFor(
      () => host.entries.some((entry) => 'text' in entry && entry.text === '你好'),
      'the host reads it',
    );
    await guest.leave();
    await host.leave();
    const [{ seen: atHost }, { seen: atGuest }] = ends;
    for (const { seen } of ends) {
      const all = seen.map(({ text }) => text).join('');
      assert.match(all, /"type":"join".*"token":"\*{22}"/);
      assert.match(all, /"type":"welcome".*"key":"\*{43}"/);
      assert.match(all, /"type":"say".*"你好"/);
      assert.ok(!all.includes(invite.token));
    }
    const join = atHost.find(({ text }) => text.includes('"join"'));
    assert.deepEqual(join?.direction, 'in');
    const say = atHost.find(({ text }) => text.includes('"say"'));
    assert.deepEqual([say?.peer, say?.direction], ['Bo', 'in']);
    assert.equal(atGuest.find(({ text }) => text.includes('"say"'))?.direction, 'out');
    assert.equal(atGuest[0]?.peer, `127.0.0.1:${invite.port}`);
    const welcome = atHost.find(({ text }) => text.includes('"welcome"'));
    assert.deepEqual(welcome?.marks, ['messages-joined']);
  });

  it('shows nothing of a secret in a line that is no JSON', async () => {
    const { seen, tap } = recorder();
    const server = await listenHub(
      { kind: 'pair', address: '127.0.0.1', port: 0 },
      { clock: new FakeClock(), limits: defaultLimits, tap },
    );
    const stranger = await RawMember.connect(server.port);
    stranger.write(`oops" {"type":"join","token":"${token}"}\n`);
    await waitFor(() => seen.length > 0, 'the tap sees it');
    assert.ok(!seen[0]?.text.includes(token), seen[0]?.text);
    assert.match(seen[0]?.text ?? '', /oops/);
    stranger.destroy();
    await server.close();
  });
});
