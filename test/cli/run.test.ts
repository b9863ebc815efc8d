import assert from 'node:assert/strict';
import { commands } from '../../src/cli/commands';
import { ExitCode } from '../../src/cli/exit-codes';
import { cliLanguage } from '../../src/cli/language';
import { run } from '../../src/cli/run';
import { textWidth } from '../../src/cli/terminal/text-width';
import { testTerminal } from '../helpers/cli/test-terminal';

async function runWith(args: readonly string[], env: Record<string, string> = {}) {
  const terminal = testTerminal({ env, ...cliLanguage(env, () => 'en-US') });
  const code = await run(args, terminal.io);
  return { code, output: terminal.output, errors: terminal.errors };
}

describe('the command line', () => {
  it('prints its version', async () => {
    const { code, output } = await runWith(['--version']);
    assert.equal(code, 0);
    assert.match(output, /^\d+\.\d+\.\d+\n$/);
  });

  it('lists its commands, on standard error if none was given', async () => {
    assert.deepEqual(await runWith(['-v']), await runWith(['--version']));
    for (const args of [['help'], ['--help'], ['-h']]) {
      const { code, output } = await runWith(args);
      assert.equal(code, 0);
      for (const name of Object.keys(commands))
        assert.match(output, new RegExp(`^ {2}${name} `, 'm'));
    }
    const { output: page } = await runWith(['help']);
    for (const number of Object.values(ExitCode)) assert.match(page, new RegExp(`\\s${number}\\s`));
    for (const LANG of ['C', 'zh_CN.UTF-8']) {
      const { output: told } = await runWith(['help'], { LANG });
      for (const line of told.split('\n')) assert.ok(textWidth(line) <= 90, line);
    }
    const { code, output, errors } = await runWith([]);
    assert.deepEqual([code, output], [2, '']);
    assert.match(errors, /^Usage: deskmate COMMAND/);
  });

  it('explains each command and all its options, in at most 90 columns', async () => {
    for (const [name, { options }] of Object.entries(commands)) {
      const { output } = await runWith(['help', name]);
      assert.equal((await runWith([name, '--help'])).output, output);
      assert.match(output, new RegExp(`^Usage: deskmate ${name} `));
      for (const option of Object.keys(options))
        assert.match(output, new RegExp(`^ {2}--${option}\\b`, 'm'));
      for (const line of output.split('\n')) assert.ok(line.length <= 90, line);
    }
  });

  for (const [args, english, chinese] of [
    [
      ['hots'],
      'There is no command “hots”. Did you mean “host”?',
      '没有命令“hots”。你是想用“host”吗？',
    ],
    [['help', 'romos'], 'There is no command “romos”. Did you mean “rooms”?', '没有命令“romos”。'],
    [
      ['host', '--adress', '::'],
      'There is no option --adress. Did you mean --address?',
      '没有选项 --adress。',
    ],
    [['host', '-x'], 'There is no option -x.', '没有选项 -x。'],
    [['host', '--address'], '--address needs a value: --address ADDRESS', '--address 需要一个值：'],
    [
      ['join', 'x', '--backlog', '-1'],
      'Write a value that begins with a dash like this: --backlog=-1',
      '--backlog=-1',
    ],
    [['rooms', '--json=1'], '--json takes no value.', '--json 不带值。'],
    [['rooms', 'extra'], 'This command takes no “extra”.', '这个命令不需要“extra”。'],
    [['rooms', '--data', 'd', 'a\u001b[2J'], 'This command takes no “a␛[2J”.', 'a␛[2J'],
  ] as const) {
    it(`says what is wrong with ${JSON.stringify(args)} in its own words`, async () => {
      const told = await runWith(args);
      assert.deepEqual([told.code, told.output], [2, '']);
      assert.equal(told.errors.split('\n')[0], english);
      const inChinese = await runWith(args, { LANG: 'zh_CN.UTF-8' });
      assert.ok(inChinese.errors.split('\n')[0]?.includes(chinese), inChinese.errors);
    });
  }

  it('does so in Chinese', async () => {
    const { output } = await runWith(['help', 'host'], { LANG: 'zh_CN.UTF-8' });
    assert.match(output, /^用法：deskmate host/);
    for (const line of output.split('\n').filter((each) => each.startsWith('  --')))
      assert.match(line, /\p{sc=Han}/u);
    for (const name of Object.keys(commands)) {
      const help = await runWith(['help', name], { LANG: 'zh_CN.UTF-8' });
      for (const line of help.output.split('\n')) {
        assert.doesNotMatch(line, /^ *[、，。；：！？）”]|[（“]$/, line);
        assert.ok(textWidth(line) <= 90, line);
      }
    }
  });

  it('says how a saved room is chosen, and how the address of a lab room is written', async () => {
    const { output } = await runWith(['help', 'host']);
    assert.match(output.replaceAll(/\s+/g, ' '), /a saved room of that name is reopened/);
    assert.match((await runWith(['help', 'join'])).output, /^Usage: .*\|udp:\/\/HOST:PORT\|/);
  });

  it('says how to get help when the command or an option is wrong', async () => {
    const noCommand = await runWith(['jion\u001b[2J']);
    assert.deepEqual([noCommand.code, noCommand.output], [2, '']);
    assert.equal(noCommand.errors, 'There is no command “jion␛[2J”.\nFor help: deskmate help\n');
    const { code, errors } = await runWith(['host', '--colour']);
    assert.equal(code, 2);
    assert.match(
      errors,
      /--colour.*\nUsage: deskmate host \[OPTIONS\]\nFor help: deskmate help host\n$/s,
    );
    assert.equal((await runWith(['help', 'jion'])).code, 2);
  });
});
