import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { WorkspaceFiles } from '../../../src/ui/code/workspace-files';
import { findChanges } from '../../../src/ui/patch/changes';
import { usePatches } from './use-patches';

/** 中文 in GBK. */
const chinese = [0xd6, 0xd0, 0xce, 0xc4];
const ascii = (text: string) => [...Buffer.from(text)];
const reopen = 'opened with another encoding; reopen it, then apply';

describe('a patch to a file in another encoding', () => {
  const { patches, own, write, patch, noteOf } = usePatches();

  /** Appends a line `new` to a file of these bytes, which begins with `line`, and saves it if possible. */
  async function append(
    name: string,
    bytes: Uint8Array,
    { encoding, line = 'new' }: { encoding?: string; line?: string } = {},
  ): Promise<{ note: string | undefined; saved: Uint8Array }> {
    await write({ [name]: bytes });
    if (encoding !== undefined) {
      await vscode.workspace.openTextDocument(own(name), { encoding });
    }
    await patches.apply('e1', patch([name, 'last\n', `last\n${line}\n`]));
    for (const document of vscode.workspace.textDocuments) {
      if (document.isDirty) assert.ok(await document.save());
    }
    return { note: noteOf(0), saved: await readFile(own(name).fsPath) };
  }

  const foreign: Readonly<Record<string, { bytes: Uint8Array; note: string; encoding?: string }>> =
    {
      'GBK, opened as UTF-8': {
        bytes: Buffer.from([...chinese, ...ascii('\nlast\n')]),
        note: reopen,
      },
      'GBK, opened as UTF-16': {
        bytes: Buffer.from([...chinese, ...ascii('\nlast\n')]),
        encoding: 'utf16le',
        note: reopen,
      },
      'Latin-1, opened as UTF-8': { bytes: Buffer.from('caf\xe9\nlast\n', 'latin1'), note: reopen },
      'UTF-8, opened as GBK': {
        bytes: Buffer.from('中文字\nlast\n'),
        encoding: 'gbk',
        note: reopen,
      },
      'broken UTF-8': { bytes: Buffer.from([0xe4, 0xb8, ...ascii('\nlast\n')]), note: reopen },
      'Chinese UTF-16 without a mark': {
        bytes: Buffer.from('中文\nlast\n', 'utf16le'),
        note: reopen,
      },
      'UTF-16 without a mark that the editor recognises': {
        bytes: Buffer.from('first\nlast\n', 'utf16le'),
        note: 'UTF-16 without a byte order mark; save it once, then apply',
      },
      'no encoding at all': {
        bytes: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0, ...ascii('last\n')]),
        note: 'your copy is not a text file',
      },
    };
  for (const [what, { bytes, note, encoding }] of Object.entries(foreign)) {
    it(`changes no byte: ${what}`, async () => {
      const done = await append('main.c', bytes, encoding === undefined ? {} : { encoding });
      assert.equal(done.note, note);
      assert.deepEqual([...done.saved], [...bytes]);
    });
  }

  it('changes only its own lines in a document with the file’s own encoding', async () => {
    const gbk = [...chinese, ...ascii('\nlast\n')];
    const inGbk = await append('gbk.c', Buffer.from(gbk), { encoding: 'gbk', line: '文' });
    assert.equal(inGbk.note, 'applied');
    assert.deepEqual([...inGbk.saved], [...gbk, 0xce, 0xc4, 0x0a]);
    const wide = await append('wide.c', Buffer.from('\ufeff中文\nlast\n', 'utf16le'));
    assert.equal(wide.note, 'applied');
    assert.equal(Buffer.from(wide.saved).toString('utf16le'), '\ufeff中文\nlast\nnew\n');
    const own = Buffer.from('中\ufffd文\nlast\n');
    const replacement = await append('replacement.c', own, { line: '\ufffd' });
    assert.equal(replacement.note, 'applied');
    assert.equal(Buffer.from(replacement.saved).toString(), '中\ufffd文\nlast\n\ufffd\n');
  });

  it('adds no character that the encoding lacks', async () => {
    const gbk = Buffer.from([...chinese, ...ascii('\nlast\n')]);
    const { note, saved } = await append('gbk.c', gbk, { encoding: 'gbk', line: 'é😀' });
    assert.equal(note, 'contains characters that your copy’s encoding doesn’t support');
    assert.deepEqual([...saved], [...gbk]);
  });

  it('is read by its sender in the encoding of the document, or not at all', async () => {
    const gbk = Buffer.from([...chinese, ...ascii('\n')]);
    await write({ 'right.c': gbk, 'wrong.c': gbk });
    const right = own('right.c');
    await vscode.workspace.openTextDocument(right, { encoding: 'gbk' });
    const edit = new vscode.WorkspaceEdit();
    edit.insert(right, new vscode.Position(0, 0), '新');
    edit.insert(own('wrong.c'), new vscode.Position(0, 0), 'x');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const { files } = await findChanges(new WorkspaceFiles());
    assert.deepEqual(
      files.map(({ outcome }) => (outcome.sendable ? outcome.file.diff : outcome.reason)),
      ['@@ -1,1 +1,1 @@\n-中文\n+新中文\n', 'encoding'],
    );
  });
});
