import assert from 'node:assert/strict';
import { WideMembers } from '../../../src/room/wide/wide-members';

const box = 'x'.repeat(43);

describe('the members of a wide room', () => {
  it('keep their names, and their keys, when they say the same name again', () => {
    const members = new WideMembers();
    members.join('a', 'Bo', { box, joined: 1 });
    members.introduce('b', 'Bo');
    assert.equal(members.get('b')?.name, 'Bo 2');
    assert.equal(members.introduce('b', ' Bo '), undefined);
    members.join('b', 'Bo', { box, joined: 7 });
    assert.deepEqual(members.get('b'), { id: 'b', name: 'Bo 2', said: 'Bo', box, joined: 7 });
    members.introduce('b', 'Cy');
    assert.deepEqual(members.get('b'), { id: 'b', name: 'Cy', said: 'Cy', box, joined: 7 });
  });

  it('free their names when they leave or take others', () => {
    const members = new WideMembers();
    members.join('a', 'Bo', { box, joined: 1 });
    members.join('b', 'Bo', { box, joined: 2 });
    members.rename('a', 'Ann');
    assert.equal(members.join('c', 'bo', { box, joined: 3 }).name, 'bo');
    assert.equal(members.delete('b')?.name, 'Bo 2');
    assert.equal(members.delete('b'), undefined);
    assert.equal(members.join('d', 'Bo', { box, joined: 4 }).name, 'Bo 2');
    assert.equal(members.rename('d', 'Bo 2').name, 'Bo 2', 'its own name is free for it');
    assert.deepEqual(
      members.all.map(({ name }) => name),
      ['Ann', 'bo', 'Bo 2'],
    );
    assert.deepEqual([members.count, members.namesExcept('c')], [3, ['Ann', 'Bo 2']]);
  });
});
