import assert from 'node:assert/strict';
import { UsageError } from '../../src/cli/exit-codes';
import { readTarget } from '../../src/cli/room-target';
import { formatInvite } from '../../src/protocol/invite';
import type { RoomSummary } from '../../src/room/log/journal';
import { english } from '../../src/strings/translate';
import { usualInvite } from '../helpers/invites';

const saved = (id: string, name: string, over = false): RoomSummary => ({
  ...({ id, name, over, role: 'guest', kind: 'group', pin: 'p', firstPin: 'p' } as const),
  ...{ pins: ['p'], endpoints: [], time: 1, entries: 1, bytes: 1, closed: false },
});

const rooms = [
  saved('aa11', 'Lab 3'),
  saved('ab22', 'Lab 31'),
  saved('cc33', 'Networks'),
  saved('dd44', 'Networks', true),
  saved('ee55', '10.0.0.1:9000'),
  saved('ff66', 'Twins'),
  saved('gg77', 'Twins'),
];

function find(text: string): string {
  const target = readTarget(text, rooms, english);
  if (target.type === 'saved') return target.room.id;
  return target.type === 'lab' ? `${target.endpoint.wire ?? ''} ${target.endpoint.port}` : 'invite';
}

describe('the room that a command is about', () => {
  it('is found by an invite or an address', () => {
    assert.equal(find(formatInvite(usualInvite, 'vscode')), 'invite');
    assert.equal(find('127.0.0.1:9000'), ' 9000');
    assert.equal(find('udp://127.0.0.1:9000'), 'lab-udp 9000');
  });

  it('is found by its name, its id, or how they begin', () => {
    assert.equal(find('Lab 3'), 'aa11', 'the whole name, although another begins with it');
    assert.equal(find('lab 31'), 'ab22');
    assert.equal(find('ab22'), 'ab22');
    assert.equal(find('ab2'), 'ab22');
    assert.equal(find('net'), 'cc33', 'the one that isn’t over');
    assert.equal(find('dd44'), 'dd44');
  });

  it('is never another one because someone named it like an address', () => {
    assert.equal(find('10.0.0.1:9000'), ' 9000');
    assert.equal(find('ee55'), 'ee55');
  });

  for (const [text, words] of [
    ['127.0.0.1', /Add a colon and the port/],
    ['localhost', /Add a colon and the port/],
    ['[::1]', /an IPv6 address in brackets like \[2001:db8::5\]:9000/],
    ['udp://127.0.0.1', /Add a colon and the port/],
    ['127.0.0.1:99999', /port must be a number from 1 to 65535/],
    ['127.0.0.1:abc', /port/],
    ['pc7:99999', /port must be a number from 1 to 65535/],
    ['udp://127.0.0.1:0', /port must be a number from 1 to 65535/],
    [
      'vscode://deskmate.deskmate/join?k=pair',
      /incomplete. In a shell, put all of it in single quotes/,
    ],
  ] as const) {
    it(`is no address or invite that can’t be one: ${text}`, () => {
      assert.throws(() => find(text), { name: 'UsageError', message: words });
    });
  }

  it('is found by a name that looks a little like an address', () => {
    const named = [saved('hh88', 'net.lab'), saved('ii99', 'Lab: two'), saved('jj00', '10.0')];
    for (const { id, name } of named) {
      const target = readTarget(name, named, english);
      assert.equal(target.type === 'saved' && target.room.id, id);
    }
  });

  it('must be one, and only one', () => {
    assert.throws(() => find('Twins'), { name: 'UsageError', message: /ff66[\s\S]*gg77/ });
    assert.throws(() => find('la'), { message: /aa11 {2}Lab 3\n {2}ab22 {2}Lab 31/ });
    for (const text of ['', 'no such room', 'https://example.org/x']) {
      assert.throws(() => find(text), UsageError, text);
    }
  });
});
