import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  judgeLinux,
  judgeMac,
  judgeWindows,
  macPrograms,
  readFirewall,
} from '../../../src/net/check/firewall';
import type { Tools } from '../../../src/net/check/tools';

describe('the firewall of Linux', () => {
  const quiet = 'inactive\ninactive\ninactive\n';

  it('is ufw when its own file says so; its service is active even while it is off', () => {
    assert.deepEqual(judgeLinux('active\ninactive\ninactive', '# x\nENABLED=yes\n'), {
      state: 'on',
      name: 'ufw',
    });
    assert.equal(judgeLinux('active\ninactive\ninactive', 'ENABLED=no\n').state, 'none');
    assert.equal(judgeLinux('active\ninactive\ninactive', undefined).state, 'unknown');
    assert.equal(judgeLinux('active\ninactive\ninactive', '#ENABLED=yes').state, 'none');
  });

  it('is firewalld or nftables when its service runs', () => {
    assert.deepEqual(judgeLinux('inactive\nactive\ninactive\n', undefined), {
      state: 'on',
      name: 'firewalld',
    });
    assert.equal(judgeLinux('inactive\ninactive\nactive\n', 'ENABLED=no').name, 'nftables');
    assert.equal(judgeLinux(quiet, undefined).state, 'none');
  });

  it('is unknown without systemd', () => {
    const odd = [undefined, '', 'System has not been booted with systemd', 'inactive\ninactive'];
    for (const output of odd) assert.equal(judgeLinux(output, undefined).state, 'unknown');
  });
});

describe('the firewall of macOS', () => {
  const on = 'Firewall is enabled. (State = 1)';
  const open = 'Firewall has block all state set to disabled.';
  const permitted = 'Incoming connection to the application is permitted ';
  const blocked = 'Incoming connection to the application is blocked ';

  it('is off, on, blocks this program or everything', () => {
    assert.equal(judgeMac('Firewall is disabled. (State = 0)', open, []).state, 'off');
    // It says so of programs that it doesn't know, too.
    assert.equal(judgeMac(on, open, [permitted]).state, 'on');
    assert.equal(judgeMac(on, open, [permitted, blocked]).state, 'blocks-program');
    assert.equal(
      judgeMac('Firewall is enabled. (State = 2)', open, [permitted]).state,
      'blocks-all',
    );
    const all = 'Firewall has block all state set to enabled.';
    assert.equal(judgeMac(on, all, [permitted]).state, 'blocks-all');
    assert.equal(judgeMac(on, 'Block all ENABLED!', []).state, 'blocks-all');
    assert.equal(judgeMac(on, 'Block all DISABLED!', []).state, 'on');
  });

  it('is unknown on a managed Mac', () => {
    const managed =
      'Firewall settings cannot be modified from command line on managed Mac computers.';
    for (const output of [managed, undefined, '', '(State = 9)']) {
      assert.equal(judgeMac(output, open, [blocked]).state, 'unknown');
    }
  });

  it('may know the application or the program in it', () => {
    const code = '/Applications/Visual Studio Code.app';
    const helper = `${code}/Contents/Frameworks/Code Helper (Plugin).app/Contents/MacOS/Code Helper (Plugin)`;
    const inner = `${code}/Contents/Frameworks/Code Helper (Plugin).app`;
    assert.deepEqual(macPrograms(helper), [code, inner, helper]);
    assert.deepEqual(macPrograms('/usr/local/bin/node'), ['/usr/local/bin/node']);
  });
});

describe('the firewall of Windows', () => {
  const program = 'C:\\Users\\ann\\AppData\\Local\\Programs\\Microsoft VS Code\\Code.exe';
  const key =
    'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';
  const profiles = (
    domain: 0 | 1,
    open: 0 | 1,
    home: 0 | 1,
    end = 'End of search: 3 match(es) found.',
  ) =>
    [
      `${key}\\DomainProfile\r\n    EnableFirewall    REG_DWORD    0x${domain}\r\n`,
      `${key}\\PublicProfile\r\n    EnableFirewall    REG_DWORD    0x${open}\r\n`,
      `${key}\\StandardProfile\r\n    EnableFirewall    REG_DWORD    0x${home}\r\n`,
      `${end}\r\n`,
    ].join('\r\n');
  const rule = (fields: string, app = program.toLowerCase()) =>
    `\r\n${key}\\FirewallRules\r\n    TCP Query User{31A0}${app}    REG_SZ    v2.31|${fields}|App=${app}|Name=Code|Desc=Code|Defer=User|\r\n`;
  const block = 'Action=Block|Active=TRUE|Dir=In|Protocol=6|Profile=Public';
  const allow = 'Action=Allow|Active=TRUE|Dir=In|Protocol=6|Profile=Private';
  const [open, home] = ['{"NetworkCategory":0}', '{"NetworkCategory":1}'];
  const judge = (rules: string | undefined, networks: string | undefined, on = profiles(1, 1, 1)) =>
    judgeWindows({ profiles: on, rules, networks, program }).state;

  it('blocks a program after its prompt was cancelled', () => {
    assert.equal(judge(rule(block), open), 'blocks-program');
    assert.equal(judge(rule(block), home), 'no-rule');
    // A rule without a profile holds in all, and blocking wins.
    const everywhere = rule(block.replace('|Profile=Public', '')) + rule(allow);
    assert.equal(judge(everywhere, home), 'blocks-program');
  });

  it('allows a program only on the kind of network that was chosen', () => {
    assert.equal(judge(rule(allow), home), 'allows');
    assert.equal(judge(rule(allow), open), 'no-rule');
    assert.equal(judge(rule(allow), `[${home},${open}]`), 'on');
    assert.equal(judge(rule(`${allow}|Profile=Public`), open), 'allows');
  });

  it('is only on when a rule may be about other ports, addresses or adapters', () => {
    for (const field of ['LPort=9229', 'RA4=10.0.0.1', 'RA6=fe80::/64', 'LA4=10.0.0.7', 'IF={1}']) {
      assert.equal(judge(rule(`${block}|${field}`), open), 'on', field);
      assert.equal(judge(rule(`${allow}|${field}`), home), 'on', field);
      // One that blocks all wins over whatever others allow.
      assert.equal(judge(rule(`${allow}|${field}`) + rule(block), open), 'blocks-program', field);
    }
    assert.equal(judge(rule(`${allow}|Edge=TRUE|EmbedCtxt=Code`), home), 'allows');
  });

  it('has only rules that are active, for incoming TCP and this program', () => {
    const others = [
      rule(block.replace('Active=TRUE', 'Active=FALSE')),
      rule(block.replace('Dir=In', 'Dir=Out')),
      rule(block.replace('Protocol=6', 'Protocol=17')),
      rule(block, 'c:\\other\\code.exe'),
    ];
    for (const other of others) assert.equal(judge(other, open), 'no-rule', other);
  });

  it('is off when it is off for the present network', () => {
    assert.equal(judge(rule(block), open, profiles(1, 0, 1)), 'off');
    assert.equal(judge(rule(block), home, profiles(1, 0, 1)), 'no-rule');
    assert.equal(judge(undefined, undefined, profiles(0, 0, 0)), 'off');
  });

  it('is read in every language, as the registry isn’t translated', () => {
    const german = profiles(1, 1, 1, 'Ende der Suche: 3 Übereinstimmung(en) gefunden.');
    const chinese = profiles(1, 1, 1, '搜索结束: 找到 3 匹配。');
    for (const on of [german, chinese]) {
      assert.equal(judge(rule(block), open, on), 'blocks-program');
      assert.equal(judge('\r\n搜索结束: 找到 0 匹配。\r\n', open, on), 'no-rule');
    }
    // The tool prints other scripts in a code page of its own.
    const chineseUser = 'C:\\Users\\张三\\AppData\\Local\\Programs\\Microsoft VS Code\\Code.exe';
    const garbled = chineseUser.toLowerCase().replace('张三', '\ufffd\ufffd\ufffd');
    const found = judgeWindows({
      ...{ profiles: profiles(1, 1, 1), networks: open, program: chineseUser },
      rules: rule(block, garbled),
    });
    assert.equal(found.state, 'blocks-program');
  });

  it('is unknown, or on at most, when it can’t be read', () => {
    for (const odd of ['', 'ERROR: Access is denied.', 'FEHLER: Zugriff verweigert', undefined]) {
      const output = { profiles: odd, rules: rule(block), networks: open, program };
      assert.equal(judgeWindows(output).state, 'unknown');
      assert.equal(judge(odd?.startsWith('E') ? undefined : odd, open) === 'blocks-program', false);
    }
    // Without the network's kind, a rule for one kind decides nothing.
    assert.equal(judge(rule(block), undefined), 'on');
    assert.equal(judge(rule(block), 'Zugriff verweigert'), 'on');
    assert.equal(judge(rule(block.replace('|Profile=Public', '')), undefined), 'blocks-program');
  });

  it('is never a fault by what was cut off or isn’t its output', () => {
    const whole = rule(allow);
    for (let end = 0; end <= whole.length; end += 1) {
      assert.notEqual(judge(whole.slice(0, end), home), 'blocks-program');
    }
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const states = [
          judge(text, open),
          judge(undefined, text, text),
          judgeMac(text, text, [text]).state,
          judgeLinux(text, text).state,
        ];
        for (const state of states) assert.doesNotMatch(state, /blocks/);
      }),
    );
  });
});

describe('readFirewall', () => {
  it('asks only for what it needs, and is unknown if nothing answers', async () => {
    const { signal } = new AbortController();
    for (const platform of ['linux', 'darwin', 'win32', 'freebsd'] as const) {
      const asked: string[] = [];
      const tools: Tools = {
        platform,
        run: async ({ programs, args }) => {
          asked.push([programs[0], ...args].join(' '));
          return undefined;
        },
        read: async () => undefined,
      };
      assert.equal((await readFirewall(tools, '/opt/code', signal)).state, 'unknown');
      assert.ok(asked.length <= 5);
      assert.ok(
        asked.every((line) => !/ (?:--?set|--add|add|delete|start|stop)/i.test(line)),
        `${asked}`,
      );
    }
  });
});
