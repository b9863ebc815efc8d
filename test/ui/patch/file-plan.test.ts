import { strict as assert } from 'node:assert';
import type { Uri } from 'vscode';
import { english } from '../../../src/strings/translate';
import { makeDiff, type PatchFile } from '../../../src/ui/patch/changed-file';
import {
  type KnownFile,
  type LocalFiles,
  planFiles,
  uriOf as uriOfPlan,
} from '../../../src/ui/patch/file-plan';
import type { LocalFile, LocalFileProblem } from '../../../src/ui/patch/local-file';
import { appliedText, doneText, planText } from '../../../src/ui/patch/patch-text';

const uriOf = (path: string) => ({ path, toString: () => `file://${path}` }) as unknown as Uri;

/** A window with these files; several folders can have the same one. */
class Folders implements LocalFiles {
  constructor(
    private readonly texts: Readonly<Record<string, string | LocalFileProblem[]>>,
    private readonly dirty: readonly string[] = [],
    private readonly roots: readonly string[] = ['/lab'],
    private readonly links: Readonly<Record<string, string>> = {},
  ) {}

  identity = async (uri: Uri) => this.links[uri.path] ?? uri.toString();

  inBareRepositories = async () => new Set<string>();

  /** Files have Latin-1 here. */
  canEncode = async (text: string) => /^[\0-\xff]*$/.test(text);

  find = async ({ path }: PatchFile) =>
    this.roots
      .map((root) => `${root}/${path}`)
      .filter((place) => place in this.texts)
      .map(uriOf);

  locationsForNewFile = async ({ path }: PatchFile, known: readonly KnownFile[]) => {
    const beside = known.map(({ file, uri }) => uri.path.slice(0, -1 - file.path.length));
    const roots = new Set(known.length > 0 ? beside : this.roots);
    const uris = path.startsWith('out') ? [] : [...roots].map((root) => uriOf(`${root}/${path}`));
    return { uris, isSure: uris.length === 1 };
  };

  readonly asked: string[] = [];
  /** What the user chooses. */
  answer: string | undefined;

  choose = async (file: number, places: readonly Uri[]) => {
    this.asked.push(`${file}: ${places.map(({ path }) => path)}`);
    return places.find(({ path }) => path === this.answer);
  };

  open = async (uri: Uri): Promise<LocalFile | LocalFileProblem> => {
    const text = this.texts[uri.path];
    if (typeof text !== 'string') return text?.[0] ?? 'missing';
    const encoding = 'iso88591';
    const document = { version: 1, eol: 1, encoding, validateRange: (range: unknown) => range };
    return {
      uri,
      text,
      dirty: this.dirty.includes(uri.path),
      document: document as unknown as LocalFile['document'],
      version: 1,
    };
  };
}

function fileOf(path: string, before: string | undefined, after: string | undefined): PatchFile {
  const made = makeDiff(before, after);
  assert.ok(made.state === 'changed');
  return { path, change: made.change, diff: made.diff };
}

const before = Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join('');
const after = before.replace('line 5\n', 'five\n').replace('line 25\n', 'twenty-five\n');
const modified = fileOf('main.c', before, after);

async function summarize(files: readonly PatchFile[], folders: LocalFiles): Promise<string[]> {
  const plans = await planFiles(files, folders);
  return plans.map((plan) => `${plan.state}: ${planText(plan, english)}`);
}

describe('what a patch would do to a modified file', () => {
  const summaryOf = async (text: string | LocalFileProblem[]) =>
    (await summarize([modified], new Folders({ '/lab/main.c': text })))[0];

  it('fits completely or in part', async () => {
    assert.equal(await summaryOf(before), 'edit: fits your copy');
    assert.equal(
      await summaryOf(before.replace('line 6\n', 'mine\n')),
      'edit: 1 of 2 changes can be applied; 1 conflicts',
    );
    assert.equal(
      await summaryOf(before.replace('line 5\n', 'five\n')),
      'edit: 1 of 2 changes already in your copy; the rest fits',
    );
  });

  it('adds no characters that the file’s encoding lacks', async () => {
    const files = [
      fileOf('main.c', before, before.replace('line 5', '行')),
      fileOf('new.c', undefined, '新\n'),
      fileOf('café.c', undefined, 'café\n'),
    ];
    assert.deepEqual(await summarize(files, new Folders({ '/lab/main.c': before })), [
      'characters: contains characters that your copy’s encoding doesn’t support',
      'characters: contains characters that your encoding for new files doesn’t support',
      'create: new file',
    ]);
  });

  it('is applied already, or conflicts', async () => {
    assert.equal(await summaryOf(after), 'already: already in your copy');
    assert.equal(await summaryOf('something else\n'), 'conflict: conflict; left unchanged');
  });

  it('reports a file that is missing or can’t be edited', async () => {
    assert.deepEqual(await summarize([modified], new Folders({})), [
      'missing: you don’t have this file',
    ]);
    assert.equal(await summaryOf(['read-only']), 'read-only: your copy is read-only');
    assert.equal(await summaryOf(['not-text']), 'not-text: your copy is not a text file');
  });

  it('applies to the folder that it was made for', async () => {
    const texts = { '/one/main.c': 'other\n', '/two/main.c': before, '/three/main.c': after };
    const [plan] = await planFiles([modified], new Folders(texts, [], ['/one', '/two', '/three']));
    assert.ok(plan?.state === 'edit');
    assert.equal(plan.own.uri.path, '/two/main.c');
    assert.equal(appliedText(plan, english), 'applied');
  });
});

describe('the place that a patch applies to', () => {
  const roots = ['/one', '/two'];
  const texts = { '/one/main.c': before, '/two/main.c': before, '/two/util.c': 'a\n' };
  const util = fileOf('util.c', 'a\n', 'b\n');
  const created = fileOf('new.c', undefined, 'x\n');
  const places = async (files: readonly PatchFile[], folders: Folders) =>
    (await planFiles(files, folders)).map((plan) => uriOfPlan(plan)?.path ?? plan.state);

  it('is the user’s choice when several files fit', async () => {
    const folders = new Folders(texts, [], roots);
    assert.deepEqual(await places([modified], folders), ['ambiguous']);
    folders.answer = '/two/main.c';
    assert.deepEqual(await places([modified], folders), ['/two/main.c']);
    assert.deepEqual(folders.asked, Array(2).fill('0: /one/main.c,/two/main.c'));
  });

  it('is beside its siblings, without a question', async () => {
    const folders = new Folders(texts, [], roots);
    const files = [created, util, modified];
    assert.deepEqual(await places(files, folders), ['/two/new.c', '/two/util.c', '/two/main.c']);
    assert.deepEqual(folders.asked, []);
  });

  it('is the user’s choice when a new file could go to several places', async () => {
    const folders = new Folders(texts, [], roots);
    assert.deepEqual(await places([created], folders), ['ambiguous']);
    assert.deepEqual(folders.asked, ['0: /one/new.c,/two/new.c']);
    folders.answer = '/one/new.c';
    const more = fileOf('more.c', undefined, 'y\n');
    // The first file's place decides the second one's.
    assert.deepEqual(await places([created, more], folders), ['/one/new.c', '/one/more.c']);
    assert.equal(folders.asked.length, 2);
  });
});

describe('what a patch would do with new and deleted files', () => {
  const created = fileOf('new.c', undefined, 'int x;\n');
  const deleted = fileOf('old.c', 'int y;\n', undefined);

  it('creates a new file unless another one exists', async () => {
    const of = (texts: Record<string, string>) => summarize([created], new Folders(texts));
    assert.deepEqual(await of({}), ['create: new file']);
    assert.deepEqual(await of({ '/lab/new.c': 'int x;\r\n' }), ['already: already in your copy']);
    assert.deepEqual(await of({ '/lab/new.c': 'mine\n' }), [
      'differs: you have a different file with this name; left unchanged',
    ]);
  });

  it('deletes a file only if it equals the patch’s and is saved', async () => {
    const of = (text: string, dirty: string[] = []) =>
      summarize([deleted], new Folders({ '/lab/old.c': text }, dirty));
    assert.deepEqual(await of('int y;\n'), ['delete: will be deleted']);
    assert.deepEqual(await of('int y; // mine\n'), [
      'differs: your copy is different; left unchanged',
    ]);
    assert.deepEqual(await of('int y;\n', ['/lab/old.c']), [
      'unsaved: has unsaved changes; left unchanged',
    ]);
    assert.deepEqual(await summarize([deleted], new Folders({})), ['already: already deleted']);
  });

  it('creates and deletes empty files', async () => {
    const empty = { path: 'empty.c', change: 'added', diff: '' } as const;
    assert.deepEqual(await summarize([empty], new Folders({})), ['create: new file']);
    assert.deepEqual(
      await summarize([{ ...empty, change: 'deleted' }], new Folders({ '/lab/empty.c': '' })),
      ['delete: will be deleted'],
    );
  });

  it('rejects a diff of another kind', async () => {
    const wrong = { path: 'x.c', change: 'added', diff: '@@ -1,2 +1,1 @@\n a\n-b\n' } as const;
    const deletes = { ...wrong, change: 'deleted' } as const;
    const folders = new Folders({ '/lab/x.c': 'a\n' });
    assert.deepEqual(await summarize([wrong], folders), ['bad-diff: can’t be read']);
    assert.deepEqual(await summarize([deletes], folders), ['bad-diff: can’t be read']);
  });
});

describe('what a patch must not do', () => {
  const paths = [
    '../main.c',
    '/etc/passwd',
    'C:\\main.c',
    'c:/main.c',
    '\\\\server\\share\\main.c',
    'file:///etc/passwd',
    'a\0b',
    'a//b',
    '.git/hooks/pre-commit',
    'sub/.git/config',
    '.GIT/config',
    '.vscode/tasks.json',
    '.devcontainer/devcontainer.json',
    'lab.code-workspace',
    '',
  ];
  for (const path of paths) {
    it(`touches nothing at ${JSON.stringify(path)}`, async () => {
      const asked: string[] = [];
      const folders: LocalFiles = {
        find: async (wanted) => {
          asked.push(wanted.path);
          return [uriOf('/lab/x')];
        },
        locationsForNewFile: async (wanted) => {
          asked.push(wanted.path);
          return { uris: [uriOf('/lab/x')], isSure: true };
        },
        choose: () => Promise.reject(new Error('asked')),
        identity: async (uri) => uri.toString(),
        inBareRepositories: async () => new Set(),
        canEncode: async () => true,
        open: () => Promise.reject(new Error('opened')),
      };
      const files = (['modified', 'added', 'deleted'] as const).map((change) => ({
        path,
        change,
        diff: change === 'modified' ? modified.diff : '',
      }));
      const plans = await planFiles(files, folders);
      assert.deepEqual(
        plans.map(({ state }) => state),
        ['not-allowed', 'not-allowed', 'not-allowed'],
      );
      assert.deepEqual(asked, []);
    });
  }

  it('creates nothing when there is no place for it', async () => {
    const file = fileOf('out/new.c', undefined, 'a\n');
    assert.deepEqual(await summarize([file], new Folders({})), [
      'not-allowed: in a location that patches can’t change',
    ]);
  });

  it('creates no file below another new file', async () => {
    const files = [fileOf('new', undefined, 'x\n'), fileOf('new/a.c', undefined, 'y\n')];
    const summaries = ['create: new file', 'not-allowed: in a location that patches can’t change'];
    assert.deepEqual(await summarize(files, new Folders({})), summaries);
    assert.deepEqual(await summarize(files.toReversed(), new Folders({})), summaries.toReversed());
  });

  it('changes no file that is named twice, in any case', async () => {
    const second = fileOf('main.c', before, `first\n${before}`);
    const twice = 'repeated: listed twice; skipped';
    const folders = new Folders({ '/lab/main.c': before, '/lab/Main.c': before });
    assert.deepEqual(await summarize([modified, second], folders), [twice, twice]);
    const renamed = [fileOf('Main.c', before, undefined), fileOf('main.c', undefined, after)];
    const states = async (foldsCase: boolean) =>
      (await planFiles(renamed, folders, foldsCase)).map(({ state }) => state);
    assert.deepEqual(await states(true), ['repeated', 'repeated']);
    assert.deepEqual(await states(false), ['delete', 'differs']);
  });

  it('changes no file that is named twice through a link', async () => {
    const texts = { '/lab/main.c': before, '/lab/link.c': before };
    const linked = new Folders(texts, [], ['/lab'], { '/lab/link.c': 'file:///lab/main.c' });
    const files = [modified, { ...modified, path: 'link.c' }];
    const twice = 'repeated: listed twice; skipped';
    assert.deepEqual(await summarize(files, linked), [twice, twice]);
    assert.deepEqual(await summarize(files, new Folders(texts)), [
      'edit: fits your copy',
      'edit: fits your copy',
    ]);
  });

  it('isn’t stopped by an invalid diff', async () => {
    const folders = new Folders({ '/lab/main.c': before });
    const hostile = { ...modified, diff: '@@ -1,99999999 +1,99999999 @@\n'.repeat(3000) };
    assert.deepEqual(await summarize([hostile, modified], folders), [
      'bad-diff: can’t be read',
      'edit: fits your copy',
    ]);
  });
});

describe('the message after applying', () => {
  it('says how many files changed, what is unsaved, and what was skipped', () => {
    assert.equal(
      doneText({ applied: 1, edited: 1, unsaved: true, left: 0, conflicts: 0 }, english),
      'Applied to 1 file. Edited files stay unsaved; Undo reverts everything.',
    );
    assert.equal(
      doneText({ applied: 3, edited: 2, unsaved: false, left: 1, conflicts: 2 }, english),
      'Applied to 3 files. Undo reverts everything. 2 changes conflict with your copy. Only part of it was applied. See the chat for details.',
    );
    // Undo reaches a file operation through an edited file only.
    assert.equal(
      doneText({ applied: 2, edited: 0, unsaved: false, left: 0, conflicts: 0 }, english),
      'Applied to 2 files.',
    );
    assert.match(
      doneText({ applied: 0, edited: 0, unsaved: false, left: 2, conflicts: 0 }, english),
      /^Nothing was changed/,
    );
  });
});
