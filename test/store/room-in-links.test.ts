import assert from 'node:assert/strict';
import { roomInLinks } from '../../src/store/room-in-links';

describe('what names a room in links', () => {
  it('says nothing of its pin', () => {
    const pin = 'h'.repeat(43);
    assert.match(roomInLinks(pin), /^[\w-]{22}$/);
    assert.ok(!roomInLinks(pin).includes('hhh'));
    assert.notEqual(roomInLinks(pin), roomInLinks('o'.repeat(43)));
  });
});
