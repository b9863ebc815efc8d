import assert from 'node:assert/strict';
import { followingText, locationLabel, locationTitle } from '../../src/strings/location-text';
import { english } from '../../src/strings/translate';

describe('a member’s location', () => {
  it('is the file’s name and the line or lines', () => {
    assert.equal(locationLabel({ path: 'src/hub.py', line: 15 }), 'hub.py:15');
    assert.equal(locationLabel({ path: 'hub.py', line: 15, endLine: 18 }), 'hub.py:15–18');
    assert.equal(locationLabel({ path: 'src/hub.py', line: 15, endLine: 15 }), 'hub.py:15');
  });

  it('has the whole path in its title', () => {
    assert.match(locationTitle({ path: 'src/hub.py', line: 15 }, english), /^src\/hub\.py\. /);
  });

  it('says who is followed', () => {
    assert.equal(followingText('Bo', english), 'following Bo');
  });
});
