import assert from 'node:assert/strict';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { createAccount, createUser } from '@nats-io/nkeys';
import { type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';
import fc from 'fast-check';
import { findNatsServers } from '../../../scripts/nats-server';
import { compareVersions } from '../../../src/cli/wide/nats-version';
import { type ClientOptions, connectClient, memberJwt } from '../../helpers/nats/client';
import { createStream, streamSettings } from '../../helpers/nats/streams';
import { natsSuite } from '../../helpers/nats/suite';
import { waitFor } from '../../helpers/wait-for';

/** A connection, and what the server has refused it. */
interface Probe {
  readonly nats: NatsConnection;
  readonly user: string;
  readonly refused: string[];
}

const [ann, bob, eve] = [createUser(), createUser(), createUser()];
const bobKey = bob.getPublicKey();

const which = [
  ['the oldest server', 0],
  ['the newest server', -1],
] as const;

describe('the servers of the tests', () => {
  it('are an old one and a new one, where the project is tested', async () => {
    const versions = (await findNatsServers()).map(({ version }) => version);
    if (process.env.CI) assert.ok(versions.length > 1, versions.join());
    assert.ok(versions.length > 0);
  });
});

for (const [title, at] of which) {
  describe(`rights in a wide room, with ${title}`, () => {
    const version = async () => (await findNatsServers()).at(at);
    const cluster = natsSuite(async () => {
      const server = await version();
      return server ? { server } : {};
    });
    const open: NatsConnection[] = [];
    let [member, other, owner]: Probe[] = [];

    async function connect(options: ClientOptions): Promise<Probe> {
      const nats = await connectClient(cluster(), options);
      open.push(nats);
      const refused: string[] = [];
      void (async () => {
        for await (const status of nats.status()) {
          if (status.type !== 'error') continue;
          const { error } = status;
          assert.ok(error instanceof PermissionViolationError, String(error));
          refused.push(`${error.operation} ${error.subject}`);
        }
      })();
      return { nats, refused, user: options.user?.getPublicKey() ?? '' };
    }

    before(async () => {
      owner = await connect({ stream: 'room', isOwner: true, user: ann });
      const stranger = await connect({ stream: 'other', isOwner: true });
      await createStream(owner.nats, 'room', 1);
      await createStream(stranger.nats, 'other', 1);
      member = await connect({ stream: 'room', user: eve });
      other = await connect({ stream: 'room', user: bob });
    });
    after(() => Promise.all(open.map((nats) => nats.close())));

    const all = () => {
      assert.ok(member && other && owner);
      return { member, other, owner };
    };

    /** What is said on a subject while something is done, once the server has passed it on. */
    async function heard(
      probe: Probe,
      subject: string,
      act: () => Promise<void>,
    ): Promise<string[]> {
      const texts: string[] = [];
      const subscription = probe.nats.subscribe(subject, {
        callback: (error, message) => void texts.push(error ? error.message : message.string()),
      });
      await probe.nats.flush();
      await act();
      await probe.nats.flush();
      subscription.unsubscribe();
      return texts;
    }

    /** Has each of the subjects refused. */
    async function refuses(
      { nats, refused }: Probe,
      operation: 'publish' | 'subscription',
      subjects: readonly string[],
    ): Promise<void> {
      for (const subject of subjects) {
        if (operation === 'publish') nats.publish(subject, '{}');
        else nats.subscribe(subject, { callback() {} });
      }
      await nats.flush();
      const missing = () => subjects.filter((it) => !refused.includes(`${operation} ${it}`));
      await waitFor(
        () => missing().length === 0,
        () => `refused: ${operation} ${missing()}`,
      );
    }

    it('let a member write, hear and read its own room', async () => {
      const { member, other } = all();
      const out = await heard(other, 'dm.room.out.>', async () => {
        const stored = await jetstream(member.nats).publish(`dm.room.log.${member.user}`, 'said');
        assert.equal(stored.stream, 'room');
      });
      assert.deepEqual(out, ['said']);
      const manager = await jetstreamManager(member.nats, { checkAPI: false });
      assert.equal((await manager.streams.info('room')).state.messages, 1);
      assert.equal((await manager.direct.getMessage('room', { seq: 1 }))?.string(), 'said');
      const last = await manager.direct.getMessage('room', {
        last_by_subj: `dm.room.log.${member.user}`,
      });
      assert.equal(last?.seq, 1);
      const server = await version();
      if (server && compareVersions(server.version, '2.11.0') >= 0) {
        const batch: number[] = [];
        for await (const entry of await manager.direct.getBatch('room', { seq: 1, batch: 10 })) {
          batch.push(entry.seq);
        }
        assert.deepEqual(batch, [1]);
      }
      assert.deepEqual([...member.refused, ...other.refused], []);
    });

    it('let a member tell all, or one, what isn’t stored', async () => {
      const { member, other } = all();
      const tell = (subject: string) => async () => {
        member.nats.publish(`dm.room.now.${member.user}.${subject}`, subject);
        await member.nats.flush();
      };
      assert.deepEqual(await heard(other, 'dm.room.now.*.all', tell('all')), ['all']);
      const own = `dm.room.now.*.to.${bobKey}`;
      assert.deepEqual(await heard(other, own, tell(`to.${bobKey}`)), [`to.${bobKey}`]);
      assert.deepEqual([...member.refused, ...other.refused], []);
    });

    it('let a member say nothing for others, in other rooms, or to the server', async () => {
      const { member, other } = all();
      const { user } = member;
      const api = (...requests: string[]) => requests.map((request) => `$JS.API.${request}`);
      const heardByBob = await heard(other, `_INBOX.${bobKey}.>`, () =>
        refuses(member, 'publish', [
          ...[`dm.room.log.${bobKey}`, `dm.room.now.${bobKey}.all`, `dm.room.out.${user}`],
          ...[`dm.other.log.${user}`, `dm.other.now.${user}.all`, `_INBOX.${bobKey}.x`, 'x'],
          ...api('STREAM.CREATE.room', 'STREAM.UPDATE.room', 'STREAM.DELETE.room'),
          ...api('STREAM.PURGE.room', 'STREAM.MSG.DELETE.room', 'STREAM.MSG.GET.room'),
          ...api('STREAM.SNAPSHOT.room', 'STREAM.RESTORE.room', 'STREAM.LEADER.STEPDOWN.room'),
          ...api('STREAM.LIST', 'STREAM.NAMES', 'STREAM.CREATE.new', 'STREAM.INFO.other', 'INFO'),
          ...api('DIRECT.GET.other', `DIRECT.GET.other.dm.other.log.${user}`, 'SERVER.REMOVE'),
          ...api('CONSUMER.CREATE.room', 'CONSUMER.CREATE.room.c', 'CONSUMER.CREATE.room.c.dm.>'),
          ...api('CONSUMER.DURABLE.CREATE.room.c', 'CONSUMER.LIST.room', 'CONSUMER.DELETE.room.c'),
          ...[
            '$SYS.REQ.SERVER.PING',
            '$SYS.REQ.ACCOUNT.PING.CONNZ',
            '$SRV.PING',
            '$JS.ACK.room.c.1',
          ],
        ]),
      );
      assert.deepEqual(heardByBob, []);
    });

    it('let a member hear no other room, no other’s mail, and not the server', async () => {
      const { member } = all();
      await refuses(member, 'subscription', [
        ...[
          '>',
          '*',
          'dm.>',
          'dm.*.>',
          'dm.*.out.>',
          'dm.*.out.*',
          'dm.*.now.*.all',
          'dm.other.out.>',
        ],
        ...['dm.other.now.*.all', 'dm.room.>', 'dm.room.*.*', 'dm.room.log.*', 'dm.room.now.>'],
        ...[`dm.room.now.*.to.${bobKey}`, 'dm.room.now.*.to.*', `_INBOX.${bobKey}.>`, '_INBOX.>'],
        ...['_INBOX.*.x', '$SYS.>', '$JS.>', '$JS.EVENT.ADVISORY.>', '$JS.API.>', '$SRV.>'],
      ]);
    });

    it('let an owner create its own stream, and change, empty or delete none', async () => {
      const { owner } = all();
      await refuses(owner, 'publish', [
        ...['CREATE.new', 'UPDATE.room', 'DELETE.room', 'PURGE.room', 'MSG.DELETE.room'].map(
          (request) => `$JS.API.STREAM.${request}`,
        ),
        ...['$JS.API.CONSUMER.CREATE.room', `dm.room.log.${bobKey}`, '$SYS.REQ.SERVER.PING'],
      ]);
      // The same again does nothing; another one of that name isn't created.
      await createStream(owner.nats, 'room', 1);
      const request = JSON.stringify({ ...streamSettings('room', 1), max_msgs: 1 });
      const reply = await owner.nats.request('$JS.API.STREAM.CREATE.room', request);
      assert.match(reply.string(), /already in use/);
      await refuses(owner, 'subscription', ['>', 'dm.other.out.>', 'dm.room.log.*']);
    });

    it('are not to be had with forged credentials', async () => {
      const { access } = cluster();
      const signed = (changes: Parameters<typeof memberJwt>[4], signer = access.memberKey) =>
        memberJwt(access, signer, 'room', eve, changes);
      const stranger = Buffer.from(createAccount().getSeed()).toString();
      const [header, body = '', signature] = signed({}).split('.');
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
      const edited = Buffer.from(JSON.stringify({ ...claims, name: 'other' })).toString(
        'base64url',
      );
      const forged = {
        'another signer': signed({}, stranger),
        'edited claims': [header, edited, signature].join('.'),
        'no signature': [header, body, ''].join('.'),
        'the algorithm none': [
          Buffer.from('{"typ":"JWT","alg":"none"}').toString('base64url'),
          ...[body, ''],
        ].join('.'),
        expired: signed({ exp: 1_700_000_000 }),
        'permissions of its own': signed({
          nats: { pub: { allow: ['>'] }, sub: { allow: ['>'] } },
        }),
        'no proof of the key': signed({ nats: { bearer_token: true } }),
        'another account': signed({ nats: { issuer_account: createAccount().getPublicKey() } }),
        'another user’s': memberJwt(access, access.memberKey, 'room', bob),
      };
      for (const [what, jwt] of Object.entries(forged)) {
        await assert.rejects(
          connect({ stream: 'room', user: eve, jwt }),
          /Authorization Violation|authorization/i,
          what,
        );
      }
      await connect({ stream: 'room', user: eve, jwt: signed({}) });
    });

    it('reach no other room with any name', async () => {
      const { member } = all();
      const token = fc.constantFrom(
        '*',
        '>',
        'room',
        'out',
        'now',
        'log',
        'all',
        'to',
        bobKey,
        '',
        ' ',
      );
      const names = fc.array(token, { minLength: 1, maxLength: 5 }).map((it) => it.join('.'));
      const isOther = (name: string) => name !== 'room';
      let connected = 0;
      async function hearsNothing(name: string): Promise<void> {
        const jwt = memberJwt(cluster().access, cluster().access.memberKey, name, bob);
        const options = { stream: name, user: bob, jwt };
        const nats = await connectClient(cluster(), options).catch(() => undefined);
        if (!nats) return;
        connected += 1;
        try {
          const spied: string[] = [];
          const subjects = [name, 'room', '*'].flatMap((it) => [
            ...[`dm.${it}.out.>`, `dm.${it}.now.*.all`, `dm.${it}.now.*.to.${eve.getPublicKey()}`],
            ...[`dm.${it}.>`, `dm.${it}.*.*`, `dm.${it}.log.*`],
          ]);
          for (const subject of subjects.filter((it) => !/(^|\.)(\.|$)|\s|>\./.test(it))) {
            nats.subscribe(subject, {
              callback: (error, { subject: on }) => void (error ?? spied.push(on)),
            });
          }
          await nats.flush();
          const said = `dm.room.log.${member.user}`;
          await jetstream(member.nats).publish(said, 'secret');
          member.nats.publish(`dm.room.now.${member.user}.all`, 'secret');
          member.nats.publish(`dm.room.now.${member.user}.to.${eve.getPublicKey()}`, 'secret');
          await member.nats.flush();
          await nats.flush();
          assert.deepEqual(spied, [], JSON.stringify(name));
        } finally {
          await nats.close();
        }
      }
      for (const name of ['*', '*.*', '*.out', '*.now', '*.now.*', '*.now.*.to', 'room.out', '>']) {
        await hearsNothing(name);
      }
      await fc.assert(fc.asyncProperty(names.filter(isOther), hearsNothing), { numRuns: 60 });
      assert.ok(connected > 10, `${connected} names`);
      assert.deepEqual(
        member.refused.filter((it) => it.includes('secret')),
        [],
      );
    });
  });
}
