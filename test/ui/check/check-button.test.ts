import assert from 'node:assert/strict';
import { press } from '../../../src/ui/check/check-button';

describe('a button of a check’s result', () => {
  it('says why it failed, at once or later, and nothing otherwise', async () => {
    const told: string[] = [];
    const failed = ({ message }: Error) => told.push(message);
    const button = (run: () => unknown) =>
      press({ label: 'Join Room', icon: 'sign-in', run }, failed);
    await button(() => Promise.reject(new Error('no browser')));
    await button(() => {
      throw new Error('no command');
    });
    await button(() => Promise.reject('a text'));
    await button(() => Promise.resolve());
    await button(() => undefined);
    assert.deepEqual(told, ['no browser', 'no command', 'a text']);
  });
});
