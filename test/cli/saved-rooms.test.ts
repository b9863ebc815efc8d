import assert from 'node:assert/strict';
import { UsageError } from '../../src/cli/exit-codes';
import { findRoom, shortIds } from '../../src/cli/saved-rooms';
import { english } from '../../src/strings/translate';

const rooms = [
  { summary: { id: `1234${'a'.repeat(28)}`, name: 'Lab 3' } },
  { summary: { id: `1234${'b'.repeat(28)}`, name: 'Lab 3b' } },
  { summary: { id: `c234${'b'.repeat(28)}`, name: 'lab 3' } },
  { summary: { id: `d234${'b'.repeat(28)}`, name: '实验 4\u001b[2J' } },
];

const find = (wanted: string) => rooms.indexOf(findRoom(wanted, rooms, english));

function problemOf(wanted: string): string {
  try {
    findRoom(wanted, rooms, english);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.message;
  }
  return assert.fail('found a room');
}

describe('the saved room that is meant', () => {
  it('has this id or name, or it alone begins like that', () => {
    assert.equal(find(`1234${'b'.repeat(28)}`), 1);
    assert.equal(find('1234b'), 1);
    assert.equal(find('D2'), 3);
    assert.equal(find('LAB 3B'), 1);
    assert.equal(find('实验'), 3);
  });

  it('isn’t guessed: several are listed, by ids that differ', () => {
    assert.equal(
      problemOf('lab 3'),
      `Several saved rooms fit “lab 3”:\n  1234aaaa  Lab 3\n  c234bbbb  lab 3`,
    );
    assert.equal(problemOf('lab').split('\n').length, 4);
    assert.match(problemOf('other'), /no saved room “other”.*deskmate rooms/);
    assert.match(problemOf(' '), /no saved room/);
  });

  it('moves no terminal with its name, nor with what was asked', () => {
    const [first, second] = [rooms[3], rooms[3]].map((room) => room?.summary);
    assert.ok(first && second);
    const twice = [{ summary: first }, { summary: { ...second, id: `e${'0'.repeat(31)}` } }];
    assert.throws(
      () => findRoom('实验', twice, english),
      ({ message }: Error) => message.includes('实验 4␛[2J') && !message.includes('\u001b'),
    );
    assert.match(problemOf('\u001b]0;x\u0007'), /“␛\]0;x␇”/);
  });
});

describe('short ids', () => {
  it('are as long as they need to be to differ', () => {
    const short = shortIds(['aaaaaaaaaa1', 'aaaaaaaaaa2', 'b']);
    assert.equal(short('aaaaaaaaaa1'), 'aaaaaaaaaa1');
    assert.equal(shortIds(['0123456789', 'b123456789'])('0123456789'), '01234567');
    assert.equal(shortIds([])('0123456789'), '01234567');
  });
});
