import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/host';
import { RoomWriter } from '../../src/cli/pipe/room-writer';
import { parseInvite } from '../../src/protocol/invite';
import { systemClock } from '../../src/util/clock';
import { ClassMember, ClassScene } from '../helpers/class-scene';
import { runCli } from '../helpers/cli/cli-run';
import { testTerminal } from '../helpers/cli/test-terminal';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

describe('host of a class', () => {
  const folder = temporaryFolder();
  const fileWith = (text: string) => {
    const file = join(folder(), 'names.csv');
    writeFileSync(file, text);
    return file;
  };
  const args = ['host', '--kind', 'class', '--address', '127.0.0.1', '--no-save'];

  it('is refused where nobody could choose helpers, with a sentence', async () => {
    for (const more of [[], ['--json'], ['--service', '--data', folder()]]) {
      const kind = args.filter((each) => each !== '--no-save' || !more.includes('--service'));
      const { code, errors, output } = await runCli([...kind, ...more]);
      assert.deepEqual([code, output], [2, '']);
      assert.match(
        errors,
        /^A class needs its host at a terminal or in the editor/,
        more.join(' '),
      );
    }
  });

  it('says which line of a roster is wrong, and opens nothing', async () => {
    const roster = fileWith('Name,ID\nBo,1\nBo\u202e,2\n');
    const terminal = testTerminal({ isTTY: true });
    const values = { kind: 'class', address: '127.0.0.1', 'no-save': true } as const;
    for (const [file, problem] of [
      [roster, /Line 3: A name can’t contain invisible or control characters/],
      [`${roster}\u001b[2J`, /^Can’t read “.*names\.csv␛\[2J”: there’s no such file or folder\.$/],
    ] as const) {
      const failing = async () =>
        run({ values: { ...values, roster: file }, positionals: [] }, terminal.io);
      await assert.rejects(failing, { name: 'UsageError', message: problem });
    }
    assert.equal(terminal.output, '');
  });

  it('lets in the names of its roster, and says what it has read', async () => {
    const roster = fileWith('Name,ID\nBo,1\nCy,2\nbo,3\n');
    const terminal = testTerminal({ isTTY: true });
    const values = { kind: 'class', address: '127.0.0.1', 'no-save': true, roster } as const;
    const code = run({ values: { ...values, name: 'Networks' }, positionals: [] }, terminal.io);
    await waitFor(() => terminal.output.includes('vscode://'), 'the invite is there');
    const { output } = terminal;
    assert.match(
      terminal.errors,
      /The roster has 3 names\.\nBo, Cy, bo\nIn the file more than once: Bo\./,
    );
    assert.match(output, /Those on the roster can join with this invite:/);
    const read = parseInvite(/vscode:\S+/.exec(output)?.[0] ?? '');
    assert.ok(read.ok);
    const [bo, di] = [new ClassMember('Bo'), new ClassMember('Di')];
    await bo.session.joinByInvite(read.invite, 'Bo');
    await bo.becomes(() => bo.session.state.connection.kind, 'joined');
    await di.session.joinByInvite(read.invite, 'Di');
    await di.becomes(() => di.session.state.connection, {
      ...{ kind: 'waiting', position: 1, approval: 'not-listed' },
    });
    terminal.type('/admit di\r');
    await di.becomes(() => di.session.state.connection.kind, 'joined');
    for (const { session } of [bo, di]) await session.leave();
    terminal.stop('SIGTERM');
    assert.equal(await code, 0);
  });
});

describe('a class in a pipe', () => {
  let scene: ClassScene;
  beforeEach(async () => {
    scene = await ClassScene.open();
  });
  afterEach(() => scene.close());

  it('has private messages as lines of their own kind, and for its own eyes only', async () => {
    const [bo, other] = [await scene.join('Bo'), await scene.join('Cy')];
    const pipes = [bo, bo, other].map(({ session }, index) => {
      const terminal = testTerminal();
      const json = index === 0;
      const { io } = terminal;
      const writer = new RoomWriter({ session, io, json, clock: systemClock, backlog: 0 });
      writer.begin();
      return { terminal, writer };
    });
    bo.room.tell('mine\nagain');
    await scene.ann.becomes(() => scene.ann.lines, ['Bo: mine\nagain']);
    scene.ann.room.tell('yes', { student: bo.id });
    scene.ann.session.messages.say('public');
    const [json, plain, stranger] = pipes.map(({ terminal }) => terminal);
    assert.ok(json && plain && stranger);
    for (const each of [json, plain]) {
      await waitFor(() => /yes/.test(each.output) && /public/.test(each.output), 'all is written');
    }
    await waitFor(() => stranger.output.includes('public'), 'the message to all is written');
    const lines = json.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    assert.deepEqual(
      lines
        .filter(({ type }) => type === 'private')
        .map(({ name, own, text }) => [name, own, text]),
      [
        ['Bo', true, 'mine\nagain'],
        ['Ann', false, 'yes'],
      ],
    );
    assert.match(plain.output, /^\S+\t\tPrivate message from Bo: mine␊again$/m);
    assert.ok(!/mine|yes/.test(stranger.output));
    for (const { writer } of pipes) writer.dispose();
  });
});

interface Line {
  readonly type: string;
  readonly name: string;
  readonly own: boolean;
  readonly text: string;
}
