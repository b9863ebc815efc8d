import assert from 'node:assert/strict';
import { NetError } from '../../../src/protocol/net-error';
import { roomKindNames } from '../../../src/protocol/room-kinds';
import {
  clientsProblem,
  parseClients,
  parseListenPort,
  portProblem,
} from '../../../src/strings/input-text';
import { CodedError, netErrorCode } from '../../../src/strings/problem';
import { english } from '../../../src/strings/translate';
import {
  answeredOptions,
  firstAnswers,
  lastListenAddress,
  lastMaxClients,
  readHostAnswers,
  readHostOptions,
  readServerName,
  withListenAddress,
} from '../../../src/ui/rooms/host-options';

describe('the arguments of Host Room', () => {
  const read = (value: unknown) => readHostOptions(value, '::', english);

  it('are optional: the default is an encrypted pair on all networks', () => {
    const pair = { kind: 'pair', name: '', address: '::', port: 0, maxClients: 1 };
    assert.deepEqual(read({}), pair);
    assert.deepEqual(read({ kind: 'group' }), { ...pair, kind: 'group', maxClients: 16 });
    assert.deepEqual(read({ kind: 'class' }), { ...pair, kind: 'class', maxClients: 500 });
    assert.equal(readHostOptions({}, '0.0.0.0', english).address, '0.0.0.0');
  });

  it('open a lab room, which admits anyone, on this computer only', () => {
    const hub = { kind: 'lab-hub', name: '', address: '127.0.0.1', port: 0, maxClients: 16 };
    assert.deepEqual(read({ kind: 'lab-hub' }), hub);
    assert.deepEqual(read({ kind: 'lab-p2p' }), { ...hub, kind: 'lab-p2p', maxClients: 1 });
  });

  it('may name the server of a wide room', () => {
    assert.equal(read({ kind: 'wide', server: 'Campus' }).kind, 'wide');
    assert.equal(readServerName({ server: 'Campus' }, english), 'Campus');
    assert.equal(readServerName({}, english), undefined);
    assert.throws(() => readServerName({ server: ['Campus'] }, english), /“server”/);
  });

  it('allow one guest in a room for two, whatever was requested', () => {
    for (const kind of ['pair', 'lab-p2p'])
      assert.equal(read({ kind, maxClients: 9 }).maxClients, 1);
  });

  it('open a lab room over UDP, with acknowledgements or without', () => {
    assert.equal('bare' in read({ kind: 'lab-udp' }), false);
    assert.equal('bare' in read({ kind: 'lab-udp', bare: false }), false);
    assert.equal(read({ kind: 'lab-udp', bare: true }).bare, true);
  });

  it('are taken as they are', () => {
    const given = {
      kind: 'group',
      name: ' Desk 4 ',
      address: '::',
      port: 65535,
      maxClients: 500,
    };
    assert.deepEqual(read(given), { ...given, name: 'Desk 4' });
    const address = 'fe80::1%eth0';
    assert.equal(read({ address }).address, address);
  });

  const wrong: readonly [unknown, RegExp][] = [
    [null, /expects an object/],
    ['lab-hub', /expects an object/],
    [[9000], /expects an object/],
    [{ kind: 'x' }, new RegExp(`“kind” must be one of ${roomKindNames.join(', ')}`)],
    [{ kind: 7 }, /“kind”/],
    [{ kind: null }, /“kind”/],
    [{ kind: 'lab-hub', bare: true }, /“bare” is for lab rooms over UDP only/],
    [{ kind: 'lab-udp', bare: 'yes' }, /“bare”/],
    [{ kind: 'group', server: 'Campus' }, /“server” is for wide rooms only/],
    [{ kind: 'lab-udp', encoding: 'gbk' }, /“encoding” is for lab rooms over TCP only/],
    [{ port: 70_000 }, /“port” must be a whole number from 0 to 65535/],
    [{ port: -1 }, /“port”/],
    [{ port: 80.5 }, /“port”/],
    [{ port: '9000' }, /“port”/],
    [{ port: Number.NaN }, /“port”/],
    [{ maxClients: 0 }, /“maxClients” must be a whole number from 1 to 500/],
    [{ maxClients: 501 }, /“maxClients”/],
    [{ address: '' }, /“address”/],
    [{ address: '1.2.3.4 ' }, /“address”/],
    [{ address: 4 }, /“address”/],
    [{ name: 'x'.repeat(65) }, /“name”/],
    [{ name: 'two\nlines' }, /“name”/],
    [{ prot: 9000 }, /has no option “prot”/],
  ];
  for (const [given, message] of wrong) {
    it(`are refused: ${JSON.stringify(given)}`, () => {
      assert.throws(
        () => read(given),
        (error: unknown) => {
          assert.ok(error instanceof CodedError);
          assert.equal(error.code, 'bad-argument');
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});

describe('typed numbers', () => {
  it('are ports: empty and 0 are any free one', () => {
    assert.equal(parseListenPort(''), 0);
    assert.equal(parseListenPort('  '), 0);
    assert.equal(parseListenPort('0'), 0);
    assert.equal(parseListenPort(' 9000 '), 9000);
    assert.equal(parseListenPort('65535'), 65_535);
    for (const text of ['65536', '-1', '9000x', '0x10', '9e3', '٣', '1.5', '1000000']) {
      assert.equal(parseListenPort(text), undefined, text);
      assert.match(portProblem(text, english) ?? '', /1 to 65535/);
    }
    assert.equal(portProblem('9000', english), undefined);
  });

  it('are clients of a hub: 1 to 500', () => {
    assert.equal(parseClients('1'), 1);
    assert.equal(parseClients('500'), 500);
    for (const text of ['', '0', '501', 'ten']) {
      assert.equal(parseClients(text), undefined, text);
      assert.match(clientsProblem(text, english) ?? '', /1 to 500/);
    }
  });
});

describe('the previous answers', () => {
  const answers = {
    kind: 'lab-hub',
    invitePlace: { address: '::' },
    labPlace: { address: '192.168.1.5', adapter: 'Wi-Fi' },
    port: '9000',
    bare: true,
    maxClients: { 'lab-hub': 4, group: 5 },
  } as const;

  it('are the next defaults', () => {
    assert.deepEqual(readHostAnswers(JSON.parse(JSON.stringify(answers))), answers);
    const lab = { kind: 'lab-hub', name: '', address: '192.168.1.5', port: 9000, maxClients: 4 };
    assert.deepEqual(answeredOptions(answers), lab);
  });

  it('are about guests of the same kind of room only', () => {
    assert.equal(lastMaxClients(answers), 4);
    assert.equal(lastMaxClients({ ...answers, kind: 'group' }), 5);
    assert.equal(lastMaxClients({ ...answers, kind: 'class' }), 500);
    assert.equal(answeredOptions({ ...answers, kind: 'class' }).maxClients, 500);
    assert.equal(answeredOptions({ ...answers, kind: 'pair' }).maxClients, 1);
  });

  it('make a room bare only if its kind can be', () => {
    assert.equal('bare' in answeredOptions(answers), false);
    assert.equal(answeredOptions({ ...answers, kind: 'lab-udp' }).bare, true);
    assert.equal('bare' in answeredOptions({ ...answers, kind: 'lab-udp', bare: false }), false);
  });

  it('keep the places of lab rooms and invite rooms separate', () => {
    const group = { ...answers, kind: 'group' } as const;
    const room = { kind: 'group', name: '', address: '::', port: 0, maxClients: 5 };
    assert.deepEqual(answeredOptions(group), room, 'the invite carries the port: any will do');
    const moved = withListenAddress(group, { address: '10.0.0.1' });
    assert.deepEqual(lastListenAddress(moved), { address: '10.0.0.1' });
    assert.deepEqual(moved.labPlace, answers.labPlace);
    assert.deepEqual(
      withListenAddress(answers, { address: '::1' }).invitePlace,
      answers.invitePlace,
    );
  });

  it('are a pair on all networks for someone who was never asked', () => {
    assert.deepEqual(answeredOptions(firstAnswers), {
      kind: 'pair',
      name: '',
      address: '::',
      port: 0,
      maxClients: 1,
    });
    assert.equal(answeredOptions({ ...firstAnswers, kind: 'lab-hub' }).address, '127.0.0.1');
  });

  it('are the initial defaults when storage is invalid', () => {
    for (const stored of [
      undefined,
      null,
      'x',
      7,
      [],
      { kind: 9, port: 70_000, maxClients: -3, labPlace: { address: 5 } },
      { maxClients: { group: 0, class: 501, pond: 3, 'lab-hub': {}, 'lab-udp': null } },
      { maxClients: 16 },
    ]) {
      assert.deepEqual(readHostAnswers(stored), firstAnswers);
    }
    assert.equal(readHostAnswers({ port: '99999' }).port, '');
  });
});

describe('the code of a thrown error', () => {
  it('is the network error’s own, or “failed”', () => {
    assert.equal(netErrorCode(new NetError('refused', 'nobody there')), 'refused');
    assert.equal(netErrorCode(new TypeError('a bug')), 'failed');
    assert.equal(netErrorCode(undefined), 'failed');
  });
});
