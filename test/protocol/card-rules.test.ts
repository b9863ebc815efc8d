import assert from 'node:assert/strict';
import {
  cardLength,
  cardPaths,
  cardStandIn,
  cleanCard,
  isSound,
} from '../../src/protocol/card-rules';
import { normalizeMessageText } from '../../src/protocol/message-text';
import { allCards, codeCard, errorCard, fileCard, patchCard } from '../helpers/cards';

/** Reverses what follows, moves the cursor, ends lines, and contains half a character. */
const trap = '\u202e\u001b[2J\u0000\u009b\n\t\u2028\ud800\u200f';

describe('cardStandIn', () => {
  it('contains the source', () => {
    assert.deepEqual(allCards.map(cardStandIn), [
      'src/hub.c:11',
      'lab.ipynb#3:11',
      'src/hub.c:12:2: ‘send’ needs 4 arguments',
      'src/hub.c:12:2: ‘send’ needs 4 arguments',
      'client.py, 同桌/new.py',
      '报告.pdf (1.3 MiB)',
      '$ make test',
      'a',
    ]);
  });

  it('is one short line, even for a hundred long paths', () => {
    const files = Array.from({ length: 100 }, (_, i) => ({
      ...{ path: `${i}/${'😀'.repeat(400)}`, change: 'added' as const },
      diff: '',
    }));
    for (const shift of ['', 'x']) {
      const text = cardStandIn({
        type: 'patch',
        files: [{ ...files[0], path: shift + files[1]?.path } as never, ...files],
      });
      assert.ok(text.length <= 500 && text.length >= 498, `${text.length}`);
      assert.ok(text.endsWith('😀…'));
      assert.equal(normalizeMessageText(text), text, 'no character is cut');
    }
    const message = cardStandIn({ ...errorCard, message: '\r\n\none\r\ntwo' });
    assert.equal(message, 'src/hub.c:12:2: one');
  });

  it('is the same before and after the card is cleaned', () => {
    for (const card of allCards.map(cleanCard)) {
      const words = cardStandIn(card);
      assert.equal(normalizeMessageText(words), words);
      assert.equal(cardStandIn(cleanCard(card)), words);
    }
  });
});

describe('cardLength', () => {
  it('counts paths, texts and messages', () => {
    const long = 'x'.repeat(1000);
    assert.ok(cardLength({ ...codeCard, text: long }) >= 1000);
    assert.ok(cardLength({ ...errorCard, message: long }) >= 1000);
    const file = { path: long, change: 'added', diff: long } as const;
    assert.equal(cardLength({ type: 'patch', files: [file, file] }), 4000);
    // So that pictures don't push the messages out of a log.
    assert.ok(cardLength({ ...fileCard, thumb: 'x'.repeat(8000) }) < 1100);
  });
});

describe('cardPaths', () => {
  it('has the name of a file that was sent', () => {
    assert.deepEqual(cardPaths(fileCard), [fileCard.name]);
  });
});

describe('cleanCard', () => {
  it('has no line endings, direction or control characters in paths and names', () => {
    const evil = `a${trap}b`;
    const cards = [
      { ...codeCard, path: evil },
      { ...errorCard, path: evil, source: evil, code: evil },
      {
        ...patchCard,
        files: patchCard.files.map((file) => ({ ...file, path: evil, folder: evil })),
      },
    ].map((card) => cleanCard(card as never));
    const shown = cards.flatMap((card): readonly (string | undefined)[] => {
      if (card.type === 'patch')
        return card.files.flatMap(({ path, folder = '' }) => [path, folder]);
      return card.type === 'error' ? [card.path, card.source, card.code] : cardPaths(card);
    });
    assert.equal(shown.length, 8);
    for (const text of shown) assert.equal(text, 'a�␛[2J␀�␊␉���b');
  });

  it('keeps tabs, lines and the direction of code, and ends lines with LF', () => {
    const code = 'a\t\u202eb\r\nc\u0000\u007f\ud800\rd\n';
    const clean = 'a\t\u202eb\nc␀␡�␍d\n';
    const cards = [
      cleanCard({ ...codeCard, text: code }),
      cleanCard({ ...errorCard, text: code, message: code }),
      cleanCard({ type: 'patch', files: [{ path: 'a', change: 'added', diff: code }] }),
      cleanCard({ type: 'terminal', command: code, output: [code, [code, '31']] }),
    ];
    const texts = cards.flatMap((card) =>
      card.type === 'patch'
        ? card.files.map(({ diff }) => diff)
        : card.type === 'terminal'
          ? [
              card.command,
              ...card.output.flatMap((run) => (typeof run === 'string' ? run : run[0])),
            ]
          : 'text' in card
            ? card.text
            : [],
    );
    assert.deepEqual(texts, Array(6).fill(clean));
    assert.match((cards[1] as typeof errorCard).message, /c␀␡�␍d/);
  });

  it('is unchanged when nothing is wrong', () => {
    for (const card of allCards) assert.deepEqual(cleanCard(card), card);
  });
});

describe('isSound', () => {
  it('has as many lines as it says', () => {
    for (const card of allCards) assert.ok(isSound(card));
    assert.ok(isSound({ ...codeCard, line: 1, endLine: 1, text: '' }));
    for (const endLine of [10, 11, 12, 14]) assert.ok(!isSound({ ...codeCard, endLine }));
  });

  it('has a range within its lines that doesn’t end before it begins', () => {
    const at = (line: number, column: number, endLine: number, endColumn: number) =>
      isSound({ ...errorCard, at: { line, column, endLine, endColumn } });
    assert.ok(at(11, 1, 13, 1) && at(12, 2, 12, 2) && at(11, 9, 12, 1));
    assert.ok(!at(10, 1, 11, 1) && !at(13, 1, 14, 1) && !at(13, 1, 12, 1) && !at(12, 3, 12, 2));
  });
});
