import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Report, Verdict, VerdictCode } from '../../src/protocol/connection-report';
import { guestVerdicts } from '../../src/strings/check-guest-verdicts';
import { reportJson, reportText } from '../../src/strings/check-report';
import { findingText } from '../../src/strings/check-text';
import { verdictText } from '../../src/strings/check-verdict-text';
import { wideVerdicts } from '../../src/strings/check-wide-verdicts';
import { terminalVerdicts } from '../../src/strings/terminal-verdicts';
import { english, fillIn } from '../../src/strings/translate';

const bundle = JSON.parse(readFileSync('l10n/bundle.l10n.zh-cn.json', 'utf8')) as Record<
  string,
  string
>;
const chinese: typeof english = (text, ...values) => fillIn(bundle[text] ?? text, values);
const context = { t: english, language: 'en', program: 'Visual Studio Code' };

const report: Report = {
  side: 'host',
  verdict: { code: 'guest-refused', status: 'warning', values: ['10.0.0.7', 'bad-token'] },
  findings: [
    {
      ...{ check: 'adapters', status: 'ok', code: 'adapters-physical' },
      adapters: [
        { name: 'en0', kind: 'physical', addresses: ['10.0.0.5', 'fd00::5'] },
        { name: 'utun3', kind: 'vpn', addresses: ['10.8.0.2'] },
      ],
    },
    {
      ...{ check: 'arrivals', status: 'warning', code: 'arrived-refused' },
      values: [new Date(2026, 10, 29, 10, 2).getTime(), '10.0.0.7', 'bad-token'],
    },
  ],
};

describe('the words of a check', () => {
  it('are one line for each check, with a mark', () => {
    assert.equal(
      reportText(report, context, 'darwin'),
      [
        '! 10.0.0.7 reached the room but wasn’t let in.',
        '  → The invite is no longer valid.',
        '  → Send them the invite that is valid now.',
        '',
        '✓ Network adapters: Connected to a network. · en0: 10.0.0.5, fd00::5 · utun3 (VPN): 10.8.0.2',
        '! Last connection: 10:02 from 10.0.0.7, wasn’t let in: The invite is no longer valid.',
        '',
        'For the other person:',
        '  You reached my room, but weren’t let in: The invite is no longer valid.',
      ].join('\n'),
    );
  });

  it('are in Chinese as well', () => {
    const words = findingText(report.findings[1] as Report['findings'][number], {
      ...context,
      ...{ t: chinese, language: 'zh-CN' },
    });
    assert.equal(words, '10:02 来自 10.0.0.7，没能进来：邀请已失效。');
  });

  it('are JSON for programs', () => {
    const { checks, side, verdict } = reportJson(report, context, 'linux');
    assert.equal(side, 'host');
    assert.equal(verdict.code, 'guest-refused');
    assert.deepEqual(checks[1], {
      ...{ check: 'arrivals', status: 'warning', code: 'arrived-refused' },
      text: '10:02 from 10.0.0.7, wasn’t let in: The invite is no longer valid.',
    });
  });

  it('name no command, view or window of the editor in a terminal', () => {
    const options = { ...context, program: 'Node.js', replacements: terminalVerdicts };
    const guests = [...Object.keys(guestVerdicts), ...Object.keys(wideVerdicts)];
    for (const code of [...guests, 'on-remote'] as VerdictCode[]) {
      const verdict: Verdict = { code, status: 'bad', values: ['dev-container', 9000, 'tun0'] };
      for (const t of [english, chinese]) {
        const { headline, steps, line = '' } = verdictText(verdict, { ...options, t }, 'linux');
        const words = [headline, ...steps, line].join('\n');
        assert.doesNotMatch(words, /Chat:|聊天:|editor|编辑器|window|窗口|Check Connection/, code);
        assert.doesNotMatch(words, /undefined|on the container/, code);
      }
      assert.ok(verdictText(verdict, options, 'linux').headline);
    }
  });

  it('tell the owner of a firewall what to allow, for the system that it is on', () => {
    const own = (platform: string, name: string) => {
      const verdict: Verdict = { code: 'own-firewall', status: 'bad', values: [name, 9000] };
      return verdictText(verdict, context, platform);
    };
    assert.match(
      own('win32', 'Windows').steps.join(),
      /Allow an app through firewall › Visual Studio Code/,
    );
    assert.equal(own('win32', 'Windows').action, 'open-firewall');
    assert.equal(own('linux', 'ufw').command, 'sudo ufw allow 9000/tcp');
    assert.equal(own('linux', 'firewalld').command, 'sudo firewall-cmd --add-port=9000/tcp');
    assert.equal(own('linux', 'nftables').action, 'check-again');
  });

  it('never tell anyone to turn a firewall off', () => {
    const sources = [
      'check-text',
      'check-verdict',
      'check-guest-verdicts',
      'check-host-verdicts',
    ].map((name) => readFileSync(`src/strings/${name}.ts`, 'utf8'));
    for (const source of sources) {
      assert.doesNotMatch(source, /(?:turn|switch)(?:ing)? (?:\w+ )*off|disable/i);
    }
    for (const [text, translation] of Object.entries(bundle)) {
      if (/firewall/i.test(text))
        assert.doesNotMatch(translation, /请?(?:关闭|关掉|停用|禁用)(?:\S*)防火墙/, text);
    }
  });
});
