import assert from 'node:assert/strict';
import type { NearbyRoom } from '../../../src/protocol/announcement';
import { english } from '../../../src/strings/translate';
import { announceItems, nearbyInviteText, nearbyRow } from '../../../src/ui/rooms/nearby-text';

const room: NearbyRoom = {
  ...{
    id: '0011223344556677',
    kind: 'pair',
    name: 'Lab 3',
    host: 'Ann',
    locked: false,
    knock: false,
  },
  ...{ key: 'room', port: 5000, places: [{ host: '10.0.0.7', port: 5000 }] },
};

describe('a nearby room in the list', () => {
  it('has name, host, kind and address', () => {
    assert.deepEqual(nearbyRow(room, english), {
      ...{ icon: 'person', label: 'Lab 3', description: 'Ann · Pair' },
      detail: 'on this network, at 10.0.0.7:5000',
    });
    const locked = nearbyRow({ ...room, kind: 'group', locked: true }, english);
    assert.deepEqual([locked.icon, locked.description], ['lock', 'Ann · Group · locked']);
  });

  it('is called by its kind when it has no name', () => {
    const lab = nearbyRow({ ...room, kind: 'lab-udp', name: '', host: '' }, english);
    assert.deepEqual([lab.label, lab.description], ['Lab UDP hub', '']);
    assert.equal(lab.detail, 'on this network, at udp://10.0.0.7:5000');
  });

  it('says where it is and whom to ask', () => {
    assert.deepEqual(nearbyInviteText(room, english), {
      label: 'Ann’s room is at 10.0.0.7:5000. Ask Ann for the invite and paste it here.',
    });
    const { detail = '' } = nearbyInviteText({ ...room, locked: true }, english);
    assert.match(detail, /until Ann unlocks it\.$/);
  });
});

describe('the question whether others see a room', () => {
  it('names what they see', () => {
    const [, shown] = announceItems({ byInvite: true, name: 'Ann’s room', person: 'Ann' }, english);
    assert.match(shown?.detail ?? '', /They see “Ann’s room”, “Ann” and its address/);
    const [, lab] = announceItems({ byInvite: false, name: '', person: 'Ann' }, english);
    assert.doesNotMatch(lab?.detail ?? '', /Ann/);
  });
});
