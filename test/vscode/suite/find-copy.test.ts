import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { english as t } from '../../../src/strings/translate';
import { findCopy } from '../../../src/ui/code/find-copy';
import { resolveInside } from '../../../src/ui/code/inside-folders';
import { VirtualDocuments } from '../../../src/ui/code/virtual-documents';
import { clearOwn, codeCard, ownFile, writeOwn } from './own-folder';

describe('the user’s copy when several folders have the path', () => {
  const text = 'int one;\nint two;\n';
  const [first, second] = [ownFile('one/a.c'), ownFile('two/a.c')];
  let asked: (readonly string[])[];

  beforeEach(() => {
    asked = [];
  });
  afterEach(clearOwn);

  const find = (choice: vscode.Uri | undefined) =>
    findCopy(
      codeCard('a.c', text, 2),
      {
        async *candidates() {
          yield { match: 'exact', uris: [first, second] };
        },
      },
      async (uris) => {
        asked.push(uris.map(String));
        return choice;
      },
    );

  it('is the one with the exact lines, without a question', async () => {
    await writeOwn({ 'one/a.c': `\n${text}`, 'two/a.c': text });
    const found = await find(undefined);
    assert.ok(found?.kind === 'here');
    assert.deepEqual([found.uri.toString(), found.line], [second.toString(), 2]);
    assert.deepEqual(asked, []);
  });

  it('is chosen by the user when both have them, or neither has', async () => {
    await writeOwn({ 'one/a.c': text, 'two/a.c': text });
    const both = await find(second);
    assert.equal(both?.kind === 'here' && both.uri.toString(), second.toString());
    assert.equal(await find(undefined), undefined);
    await writeOwn({ 'one/a.c': 'x', 'two/a.c': 'y' });
    const other = await find(first);
    assert.equal(other?.kind === 'differs' && other.copy.text, 'x');
    assert.deepEqual(asked, new Array(3).fill([first.toString(), second.toString()]));
  });
});

describe('a folder that is not on a disk', () => {
  const { File, Directory, SymbolicLink } = vscode.FileType;
  const types: Readonly<Record<string, vscode.FileType>> = {
    '/lab/main.c': File,
    '/lab/src': Directory,
    '/lab/src/list.c': File,
    '/lab/link.c': File | SymbolicLink,
    '/lab/out': Directory | SymbolicLink,
    '/lab/out/secret.c': File,
  };
  const folder = vscode.Uri.parse('deskmate-test:/lab');
  const changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const refuse = () => {
    throw vscode.FileSystemError.NoPermissions();
  };
  let provider: vscode.Disposable;

  before(() => {
    provider = vscode.workspace.registerFileSystemProvider('deskmate-test', {
      stat: ({ path }) => {
        const type = types[path];
        if (path.includes('locked')) return refuse();
        if (type === undefined) throw vscode.FileSystemError.FileNotFound();
        return { type, ctime: 0, mtime: 0, size: 0 };
      },
      onDidChangeFile: changes.event,
      watch: () => changes,
      readDirectory: refuse,
      readFile: refuse,
      createDirectory: refuse,
      writeFile: refuse,
      delete: refuse,
      rename: refuse,
    });
  });
  after(() => provider.dispose());

  it('is searched all the same, without following links', async () => {
    const at = async (...segments: string[]) => {
      const place = await resolveInside(folder, segments);
      return place && [place.uri.toString(), place.exists];
    };
    assert.deepEqual(await at('main.c'), ['deskmate-test:/lab/main.c', true]);
    assert.deepEqual(await at('src', 'list.c'), ['deskmate-test:/lab/src/list.c', true]);
    assert.deepEqual(await at('src', 'new.c'), ['deskmate-test:/lab/src/new.c', false]);
    const refused = [['src'], ['main.c', 'x'], ['link.c'], ['out', 'secret.c'], ['locked', 'x']];
    for (const segments of refused)
      assert.equal(await at(...segments), undefined, segments.join('/'));
  });
});

describe('a document with another person’s text', () => {
  it('says so when the text is no longer available', async () => {
    const documents = new VirtualDocuments(t);
    const first = await documents.add('a.c', 'first');
    assert.equal(documents.provideTextDocumentContent(first), 'first');
    for (let n = 0; n < 200; n += 1) await documents.add('a.c', `text ${n}`);
    assert.match(documents.provideTextDocumentContent(first), /no longer available/);
    const large = await documents.add('b.c', 'x'.repeat(17 * 1024 * 1024));
    assert.equal(documents.provideTextDocumentContent(large).length, 17 * 1024 * 1024);
    assert.match(documents.provideTextDocumentContent(first), /no longer available/);
  });

  it('is named by a path that leads nowhere', async () => {
    const path = async (of: string) => (await new VirtualDocuments(t).add(of, '')).path;
    assert.equal(await path('src/main.c'), '/src/main.c');
    assert.equal(await path('../../etc/a.c'), '/etc/a.c');
    assert.equal(await path('//server\\a.c'), '/server/a.c');
    assert.equal(await path('a\0b\u202ec.c'), '/a␀b\ufffdc.c');
    assert.equal(await path('..'), '/?\u200b.txt');
  });
});
