import assert from 'node:assert/strict';
import type { MessageEntry } from '../../../src/room/log/log-entry';
import { withReaction } from '../../../src/room/log/reactions';
import { codeCard, patchCard } from '../../helpers/cards';

const said: MessageEntry = {
  ...{ kind: 'message', id: 'e1', time: 0, author: 'm1', authorName: 'Ann', own: true },
  text: 'take this',
  card: patchCard,
};

const applied = (author: string, files: number) =>
  ({ emoji: '✅', author, on: true, applied: { files, of: 2 } }) as const;

describe('applied patches', () => {
  it('shows with the patch, the latest of each member', () => {
    let message = withReaction(said, applied('m2', 1));
    message = withReaction(message, applied('m3', 0));
    message = withReaction(message, applied('m2', 2));
    assert.deepEqual(message.applied, { m2: { files: 2, of: 2 }, m3: { files: 0, of: 2 } });
    assert.deepEqual(
      message.reactions,
      { '✅': ['m2'] },
      'the mark is for a member who applied all of it',
    );
  });

  it('is removed with the mark, and with no other reaction', () => {
    const message = withReaction(said, applied('m2', 1));
    const other = withReaction(message, { emoji: '👍', author: 'm2', on: false });
    assert.deepEqual(other.applied, message.applied);
    const gone = withReaction(message, { emoji: '✅', author: 'm2', on: false });
    assert.deepEqual(gone, said);
  });

  it('applies only to patches, and doesn’t merge with other reactions', () => {
    assert.equal(withReaction({ ...said, card: codeCard }, applied('m2', 1)).applied, undefined);
    const { card: _, ...plain } = said;
    assert.equal(withReaction(plain, applied('m2', 1)).applied, undefined);
    assert.equal(withReaction({ ...said, deleted: true }, applied('m2', 1)).applied, undefined);
    const odd = withReaction(said, applied('__proto__', 1)).applied;
    assert.deepEqual(Object.keys(odd ?? {}), ['__proto__']);
    assert.equal(Object.getPrototypeOf(odd), Object.prototype);
  });
});
