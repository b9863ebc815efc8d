import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Line, plainText } from '../../../src/cli/terminal/colors';
import {
  pathsLike,
  reviewPatch,
  save,
  sendFile,
  typedPath,
} from '../../../src/cli/terminal/file-commands';
import { messageLines } from '../../../src/cli/terminal/message-lines';
import { LineCommandError, type Talk } from '../../../src/cli/terminal/talk';
import type { Card } from '../../../src/protocol/card';
import type { MessageEntry } from '../../../src/room/log/log-entry';
import { english } from '../../../src/strings/translate';
import { codeCard, fileCard, patchCard } from '../../helpers/cards';
import { FakeRoomFiles } from '../../helpers/fake-room-files';
import { temporaryFolder } from '../../helpers/temporary-folder';
import { waitFor } from '../../helpers/wait-for';

describe('files and patches in a talk', () => {
  const folder = temporaryFolder();

  /** A talk with one message, number 7, and what it printed. */
  function scene(card?: Card, answers: readonly string[] = []) {
    const files = new FakeRoomFiles();
    const printed: string[] = [];
    const reported: unknown[] = [];
    const left = [...answers];
    const message: MessageEntry = {
      ...{ kind: 'message', id: 'm', seq: 7, time: 0, author: 'm0', authorName: 'Zoe' },
      ...{ own: false, text: 'here', ...(card && { card }) },
    };
    const talk = {
      session: {
        state: {
          connection: { kind: 'joined' },
          room: { kind: 'group', name: 'Lab', address: '::1', port: 1 },
          members: [],
          waiting: [],
        },
        invited: { files },
        messages: { reportApplied: (...all: unknown[]) => reported.push(all) },
      },
      io: { cwd: folder(), t: english, language: 'en', env: {} },
      columns: 80,
      print: (lines: readonly Line[]) => void printed.push(...lines.map(plainText)),
      notice: (text: string) => void printed.push(text),
      message: () => message,
      linesOf: (entry: MessageEntry) =>
        messageLines(entry, { number: 7, isMention: false, language: 'en', t: english }),
      ask: async (question: string) => {
        printed.push(question);
        return left.shift() ?? '';
      },
      beginMultiLine() {},
      leave: async () => {},
    } as unknown as Talk;
    return { talk, files, printed, reported };
  }

  it('says how to download a file of someone else', () => {
    const card: Card = { type: 'file', id: 'f1', name: 'a.txt', size: 49, hash: 'h' } as Card;
    const base = { kind: 'message', id: 'e1', seq: 7, time: 0, author: 'm1', authorName: 'Ann' };
    const lines = (own: boolean) =>
      messageLines({ ...base, own, text: 'see', card } as MessageEntry, {
        ...{ number: 7, isMention: false, language: 'en', t: english },
      })
        .map(plainText)
        .slice(1);
    assert.deepEqual(lines(false), ['  a.txt, 49 bytes', '  To download it: /save 7']);
    assert.deepEqual(lines(true), ['  a.txt, 49 bytes']);
  });

  it('shows who published a question without its student’s name, and what is an announcement', () => {
    const lines = (entry: MessageEntry) =>
      messageLines(entry, { number: 7, isMention: false, language: 'en', t: english })
        .map(plainText)
        .join('\n');
    const base = { kind: 'message', id: 'e1', time: 0, author: 'm1', authorName: 'Ann' } as const;
    const entry: MessageEntry = { ...base, own: true, text: 'why?' };
    assert.match(
      lines({ ...entry, anonymous: true }),
      /#7 Anonymous student: why\? \(published by Ann\)$/,
    );
    assert.match(
      lines({ ...entry, anonymous: true, deleted: true, text: '' }),
      /#7 Anonymous student: This message was deleted$/,
    );
    assert.match(lines({ ...entry, announcement: true }), /Ann: why\? \(announcement\)$/);
  });

  it('reads a path as people type it and as terminals write it', () => {
    const io = { cwd: folder() };
    writeFileSync(join(folder(), "it's.txt"), '');
    assert.equal(typedPath("it's.txt", io), join(folder(), "it's.txt"));
    assert.equal(typedPath("'my file.txt'", io), join(folder(), 'my file.txt'));
    assert.equal(typedPath('my\\ file.txt', io), join(folder(), 'my file.txt'));
    assert.equal(typedPath('~/x', io), join(homedir(), 'x'));
  });

  it('completes paths', () => {
    mkdirSync(join(folder(), 'src'));
    writeFileSync(join(folder(), 'src', 'a.c'), '');
    writeFileSync(join(folder(), '.hidden'), '');
    const io = { cwd: folder() };
    assert.deepEqual(pathsLike('', io), ['src/']);
    assert.deepEqual(pathsLike('src/', io), ['src/a.c']);
    assert.deepEqual(pathsLike('.h', io), ['.hidden']);
    assert.deepEqual(pathsLike('none/', io), []);
  });

  it('sends a file, or says why it can’t', async () => {
    const { talk, files, printed } = scene();
    await assert.rejects(sendFile(talk, 'missing'), LineCommandError);
    writeFileSync(join(folder(), 'a.txt'), 'hello');
    const sent = sendFile(talk, 'a.txt');
    await waitFor(() => files.sent.length > 0, 'the file is sent');
    files.move('t1', { state: 'done' });
    await sent;
    assert.deepEqual([files.sent[0]?.source.name, files.sent[0]?.source.size], ['a.txt', 5]);
    assert.deepEqual(printed, [`Sent ${join(folder(), 'a.txt')}.`]);
  });

  it('asks before it replaces a file', async () => {
    writeFileSync(join(folder(), fileCard.name), 'mine');
    const { talk, files, printed } = scene(fileCard, ['n']);
    await save(talk, '7', '');
    assert.equal(files.fetched.length, 0);
    assert.match(printed[0] ?? '', /^Replace .*报告\.pdf\? /);
    assert.equal(readFileSync(join(folder(), fileCard.name), 'utf8'), 'mine');
  });

  it('says when a message has no file', async () => {
    const { talk } = scene(codeCard);
    await assert.rejects(save(talk, '7', ''), /Message 7 has no file/);
    await assert.rejects(reviewPatch(talk, '7', ''), /Message 7 has no patch/);
  });

  it('applies a patch only after it was shown, checked and confirmed', async () => {
    writeFileSync(join(folder(), 'client.py'), 'print(1)\n');
    const refused = scene(patchCard, ['n']);
    await reviewPatch(refused.talk, '7', '');
    assert.ok(refused.printed.some((line) => line.includes('+print(2)')));
    assert.equal(readFileSync(join(folder(), 'client.py'), 'utf8'), 'print(1)\n');
    const { talk, reported } = scene(patchCard, ['y']);
    await reviewPatch(talk, '7', '');
    assert.equal(readFileSync(join(folder(), 'client.py'), 'utf8'), 'print(2)\n');
    assert.deepEqual(reported, [['m', { files: 2, of: 2 }]]);
  });

  it('offers to save a patch that doesn’t apply', async () => {
    const { talk, printed } = scene(patchCard);
    await reviewPatch(talk, '7', '');
    assert.ok(printed.includes('To save it as a file: /patch 7 message-7.patch'));
    await reviewPatch(talk, '7', 'x.patch');
    assert.match(readFileSync(join(folder(), 'x.patch'), 'utf8'), /^diff --git a\/client\.py/);
  });

  it('never applies a patch to a place where tools run what they find', async () => {
    const file = { path: '.git/hooks/pre-commit', change: 'added', diff: '@@ -0,0 +1 @@\n+x\n' };
    const { talk, printed } = scene({ type: 'patch', files: [file] } as Card, ['y']);
    await reviewPatch(talk, '7', '');
    assert.match(printed.at(-1) ?? '', /^Not applied: /);
    assert.equal(existsSync(join(folder(), '.git')), false);
  });
});
