import assert from 'node:assert/strict';
import type { SessionState } from '../../../src/room/room';
import { english } from '../../../src/strings/translate';
import { OutgoingFiles } from '../../../src/ui/files/outgoing-files';
import { Emitter } from '../../../src/util/event';
import { pictureOf } from '../../helpers/drawn-pictures';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeRoomFiles } from '../../helpers/fake-room-files';
import { waitFor } from '../../helpers/wait-for';

const inRoom: SessionState = {
  connection: { kind: 'joined' },
  room: { kind: 'pair', name: 'x', address: '127.0.0.1', port: 1 },
  members: [],
  waiting: [],
};

describe('own files on their way', () => {
  function setUp() {
    const room = new FakeRoomFiles();
    const clock = new FakeClock();
    const states = new Emitter<SessionState>();
    const told: string[] = [];
    const session = {
      state: inRoom,
      onDidChangeState: states.event,
      firstPin: 'room-a' as string | undefined,
      invited: { files: room } as { files: FakeRoomFiles } | undefined,
    };
    const files = new OutgoingFiles({
      session,
      clock,
      // The disk never answers.
      temporary: {
        create: () => new Promise(() => undefined),
        find: () => undefined,
        retain: async () => undefined,
        clear: async () => undefined,
      },
      language: 'en',
      t: english,
      chooseAddresses: async ([address]) => {
        throw new Error(`no ${address}`);
      },
      tell: (message) => told.push(message),
    });
    const attach = (name: string, bytes: Uint8Array = Buffer.from(name)) =>
      files.attach({
        name,
        size: bytes.length,
        async *open(offset) {
          yield bytes.subarray(offset);
        },
        release: () => undefined,
      });
    const sending = () => files.shown.sending;
    /** Sends all files that wait; resolves when the room has as many transfers. */
    const sendAll = async (count: number) => {
      files.send(files.shown.waiting.map(({ id }) => id));
      await waitFor(() => room.sent.length === count, `${count} are sent`);
    };
    const leave = () => {
      session.invited = undefined;
      session.firstPin = undefined;
      session.state = { connection: { kind: 'offline' }, members: [], waiting: [] };
      states.fire(session.state);
    };
    /** Enters a room. @param files undefined in a lab room */
    const enter = (pin: string, entered: FakeRoomFiles | undefined) => {
      session.firstPin = pin;
      session.invited = entered && { files: entered };
      session.state = inRoom;
      states.fire(session.state);
    };
    return { room, clock, told, session, states, files, attach, sending, sendAll, leave, enter };
  }

  it('are sent in order, and the first one replies', async () => {
    const { room, files, attach } = setUp();
    for (const name of ['a', 'b', 'c']) attach(name);
    files.send([1, 2, 3], 7);
    await waitFor(() => room.sent.length === 3, 'all are sent');
    assert.deepEqual(
      room.sent.map(({ source, message }) => [source.name, message]),
      [
        ['a', { reply: 7 }],
        ['b', {}],
        ['c', {}],
      ],
    );
    assert.deepEqual(files.shown.waiting, []);
    files.dispose();
  });

  it('say how far they are, and go when they are messages', async () => {
    const { room, files, attach, sending, sendAll } = setUp();
    attach('a.log', Buffer.alloc(1000));
    await sendAll(1);
    room.move('t1', { transferred: 500, bytesPerSecond: 250, secondsLeft: 2 });
    assert.deepEqual(sending()[0]?.transfer, {
      part: 0.5,
      text: '500 bytes of 1 kB · 250 bytes/s · 2 s left',
      actions: ['cancel'],
    });
    assert.equal(files.running, 1);
    room.move('t1', { state: 'done' });
    assert.deepEqual(sending(), []);
    assert.deepEqual(room.transfers, [], 'it needn’t be listed any more');
    assert.equal(files.running, 0);
  });

  it('wait for the connection', async () => {
    const { room, session, attach, sending, sendAll } = setUp();
    attach('a', Buffer.alloc(1000));
    await sendAll(1);
    session.state = { ...session.state, connection: { kind: 'reconnecting' } };
    room.move('t1', { state: 'waiting', transferred: 500 });
    const [{ transfer } = assert.fail()] = sending();
    assert.equal(transfer.text, 'Waiting for the connection · 500 bytes of 1 kB');
    assert.equal(transfer.part, 0.5);
    assert.deepEqual(transfer.actions, ['cancel']);
  });

  it('can be cancelled, repeated and forgotten', async () => {
    const { room, files, attach, sending, sendAll } = setUp();
    const page = files.connect(() => undefined);
    attach('a');
    attach('b');
    await sendAll(2);
    page.handle({ type: 'sending', id: 1, action: 'cancel' });
    assert.deepEqual(room.calls, ['cancel t1']);
    assert.deepEqual(
      sending().map(({ name }) => name),
      ['b'],
    );
    room.move('t2', { state: 'failed', error: 'disk-full' });
    assert.equal(sending()[0]?.transfer.stopped, true);
    assert.deepEqual(sending()[0]?.transfer.actions, ['retry', 'remove']);
    page.handle({ type: 'sending', id: 2, action: 'retry' });
    assert.deepEqual(sending()[0]?.transfer.actions, ['cancel']);
    room.move('t2', { state: 'failed', error: 'disk-full' });
    page.handle({ type: 'sending', id: 2, action: 'remove' });
    assert.deepEqual(sending(), []);
    assert.deepEqual(room.transfers, []);
  });

  it('don’t wait for one that is cancelled before its bytes are here', async () => {
    const { room, files, attach, sending } = setUp();
    const page = files.connect(() => undefined);
    page.handle({ type: 'offerFile', key: 1, name: 'slow.iso', size: 900 });
    files.send([1]);
    assert.equal(sending()[0]?.transfer.text, 'Preparing…');
    page.handle({ type: 'sending', id: 1, action: 'cancel' });
    attach('b');
    files.send([2]);
    await waitFor(() => room.sent.length === 1, 'the next one is sent');
    assert.equal(room.sent[0]?.source.name, 'b');
  });

  it('say why the room didn’t take them', async () => {
    const { room, files, attach, sending } = setUp();
    room.refusal = 'file-too-large';
    attach('a');
    files.send([1]);
    await waitFor(() => sending()[0]?.transfer.stopped, 'it stopped');
    assert.deepEqual(sending()[0]?.transfer.actions, ['remove']);
    assert.equal(files.running, 0);
  });

  it('go without a thumbnail when none comes', async () => {
    const { room, clock, files, attach } = setUp();
    attach('a.png', await pictureOf('png', 8, 8));
    files.send([1]);
    await waitFor(() => clock.pending === 1, 'it waits');
    await clock.advance(2999);
    assert.equal(room.sent.length, 0);
    await clock.advance(1);
    await waitFor(() => room.sent.length === 1, 'it is sent');
    assert.equal(room.sent[0]?.source.thumb, undefined);
    assert.equal(clock.pending, 0);
  });

  it('wait again when their room ends, and the user is told', async () => {
    const { room, told, files, sending, attach, sendAll, leave } = setUp();
    attach('a.log');
    await sendAll(1);
    room.move('t1', { transferred: 1 });
    leave();
    assert.match(told.join(), /^The room closed before “a\.log” was sent\./);
    assert.deepEqual(sending(), []);
    assert.deepEqual(
      files.shown.waiting.map(({ name }) => name),
      ['a.log'],
    );
  });

  it('stay above the message box when the room ends', () => {
    const { files, attach, told, leave } = setUp();
    attach('a.log');
    leave();
    assert.deepEqual(told, []);
    assert.equal(files.shown.waiting.length, 1);
    assert.equal(files.refusal, 'Host or join a room to send files.');
    assert.equal(files.send([1]), files.refusal);
    assert.equal(files.shown.waiting.length, 1);
  });

  it('never follow the user into another room', async () => {
    const { room, files, attach, sendAll, leave, enter } = setUp();
    const names = () => files.shown.waiting.map(({ name }) => name);
    attach('sent.log');
    await sendAll(1);
    attach('for-a.log');
    attach('big.iso', Buffer.alloc(1001));
    leave();
    assert.deepEqual(names(), ['sent.log', 'for-a.log', 'big.iso'], 'in sight until another room');
    const other = new FakeRoomFiles();
    other.limits = { fileBytes: 2000, roomBytes: 10_000 };
    enter('room-b', other);
    assert.deepEqual(names(), []);
    assert.equal(files.send([1, 2, 3]), undefined);
    assert.deepEqual(other.sent, []);
    attach('for-b.iso', Buffer.alloc(1001));
    assert.equal(files.shown.waiting[0]?.problem, undefined, 'that room takes it');
    leave();
    enter('room-a', room);
    assert.deepEqual(names(), ['sent.log', 'for-a.log', 'big.iso']);
    assert.match(files.shown.waiting[2]?.problem ?? '', /too large/);
    files.forgetRooms((key) => key === 'room-b' || key === 'room-a');
    assert.equal(names().length, 3, 'those of the present room stay');
    leave();
    enter('room-b', other);
    assert.deepEqual(names(), []);
    files.dispose();
  });

  it('are refused by a lab room and an old host, with words', () => {
    const { room, session, files } = setUp();
    assert.equal(files.refusal, undefined);
    room.isOld = true;
    assert.match(files.refusal ?? '', /doesn’t support files/);
    const { state } = session;
    session.state = { ...state, room: { kind: 'lab-hub', name: '', address: '', port: 1 } };
    assert.match(files.refusal ?? '', /^Lab rooms carry plain text only/);
  });

  it('are sent for a program, which learns how that ended', async () => {
    const { room, files, sending } = setUp();
    const file = (name: string) => ({
      name,
      size: 1,
      async *open() {
        yield Buffer.from('x');
      },
      release: () => undefined,
    });
    const good = files.sendNow(file('a'), 'look');
    await waitFor(() => room.sent.length === 1, 'it is sent');
    assert.deepEqual(room.sent[0]?.message, { text: 'look' });
    room.move('t1', { state: 'done' });
    await good;
    const bad = assert.rejects(files.sendNow(file('b'), ''), { code: 'disk-full' });
    await waitFor(() => room.sent.length === 2, 'it is sent');
    room.move('t2', { state: 'failed', error: 'disk-full' });
    await bad;
    assert.equal(sending().length, 1, 'the user can repeat it');
  });

  it('tell a page why dragged files can’t be attached', async () => {
    const { files } = setUp();
    const reasons: string[] = [];
    const page = files.connect((message) => {
      if (message.type === 'fileRefusal') reasons.push(message.reason);
    });
    page.handle({ type: 'dropAddresses', addresses: ['https://example.com'] });
    await waitFor(() => reasons.length > 0, 'the reason is posted');
    assert.deepEqual(reasons, ['no https://example.com']);
  });
});
