import assert from 'node:assert/strict';
import type { NearbyRoom } from '../../../src/protocol/announcement';
import { english } from '../../../src/strings/translate';
import {
  announcedText,
  announceItems,
  askToJoinText,
  nearbyInviteText,
  nearbyRow,
  roomCodeText,
} from '../../../src/ui/rooms/nearby-text';
import { found } from '../../helpers/nearby';

const room = found();

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

describe('a nearby room whose host can be asked', () => {
  const open = { ...room, knock: true };

  it('says what asking is like, and takes the invite as well', () => {
    assert.deepEqual(askToJoinText(open, english), {
      label: 'Ask to Join',
      detail: 'You get six digits to read out to Ann, who types them.',
    });
    assert.deepEqual(nearbyInviteText(open, english), {
      label: 'Ann’s room is at 10.0.0.7:5000. If you have the invite, paste it here.',
    });
  });

  it('isn’t offered while it takes no requests', () => {
    assert.equal(askToJoinText(room, english), undefined);
    assert.equal(askToJoinText({ ...open, locked: true }, english), undefined);
    assert.match(nearbyInviteText({ ...open, locked: true }, english).label, /Ask Ann for/);
  });
});

describe('a nearby room that has a code', () => {
  const open: NearbyRoom = { ...room, kind: 'group', code: true };

  it('says what to type, and takes the invite as well', () => {
    assert.deepEqual(roomCodeText(open, english), {
      label: 'Room Code',
      detail: 'Type the six digits that Ann shows.',
    });
    assert.match(nearbyInviteText(open, english).label, /If you have the invite/);
  });

  it('isn’t offered without a code, or while the room is locked', () => {
    assert.equal(roomCodeText({ ...open, code: false }, english), undefined);
    assert.equal(roomCodeText({ ...open, locked: true }, english), undefined);
  });
});

describe('what others see of an announced room', () => {
  const text = (change: Partial<NearbyRoom>, takesRequests = true) =>
    announcedText({ ...room, ...change }, takesRequests, english);

  it('is told in the words of their list', () => {
    const seen = 'Others on the same network see “Lab 3 · Ann · Pair” in Join Room.';
    assert.equal(text({ knock: false }), seen);
    assert.equal(text({ knock: true }, false), seen);
    assert.match(text({ knock: true }), /“Lab 3 · Ann · Pair” in Join Room and can ask to join\.$/);
    assert.match(text({ knock: true, locked: true }), /Ann · Pair · locked” in Join Room\.$/);
    const group = { kind: 'group', code: true, knock: true } as const;
    assert.match(text(group), /Ann · Group” in Join Room and can join with the room code\.$/);
    assert.match(text({ ...group, locked: true }), /Ann · Group · locked” in Join Room\.$/);
    assert.match(text({ kind: 'lab-udp', name: '', host: '' }), /see “Lab UDP hub” in Join Room/);
  });
});

describe('the question whether others see a room', () => {
  it('names what they see', () => {
    const [, shown] = announceItems({ byInvite: true, name: 'Ann’s room', person: 'Ann' }, english);
    assert.equal(
      shown?.detail,
      'They see “Ann’s room”, “Ann” and the room’s address, and can ask you to let them in.',
    );
    const [, lab] = announceItems({ byInvite: false, name: '', person: 'Ann' }, english);
    assert.doesNotMatch(lab?.detail ?? '', /Ann/);
  });
});
