import assert from 'node:assert/strict';
import { defaultName, UserName } from '../../../src/ui/rooms/user-name';

function setUp(name: string, systemName = 'Ann') {
  const settings = {
    name,
    async keepName(given: string) {
      settings.name = given;
    },
  };
  let asked = 0;
  const person = new UserName(settings, async () => {
    asked += 1;
    return systemName;
  });
  return { person, settings, asked: () => asked };
}

describe('the user’s name', () => {
  it('is the one in the setting, tidied', async () => {
    const { person, asked } = setUp('  Bea   Müller ');
    assert.equal(person.given, 'Bea Müller');
    assert.equal(await person.known(), 'Bea Müller');
    assert.equal(asked(), 0, 'the system isn’t asked');
  });

  it('is proposed to someone who never gave one', async () => {
    const { person, settings } = setUp('');
    assert.equal(person.given, undefined);
    assert.equal(await person.known(), 'Ann');
    assert.equal(settings.name, '', 'a proposal isn’t saved');
    await person.save('Annie');
    assert.equal(person.given, 'Annie');
  });

  it('is undefined when the setting isn’t a valid name', async () => {
    for (const name of ['\u202eAnn', ' ', 'x'.repeat(33)]) {
      assert.equal(setUp(name).person.given, undefined, JSON.stringify(name));
    }
    assert.equal(await setUp('', 'x'.repeat(99)).person.proposal(), 'x'.repeat(32));
    assert.ok(await setUp('', '').person.proposal());
  });

  it('is found on this computer', async () => {
    assert.equal(typeof (await defaultName()), 'string');
  });
});
