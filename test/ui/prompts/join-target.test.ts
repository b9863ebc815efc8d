import assert from 'node:assert/strict';
import { formatInvite } from '../../../src/room/invite';
import { parseTarget } from '../../../src/ui/prompts/join-target';

const invite = {
  kind: 'pair',
  name: 'Tom & Jerry + 100% 同桌 #1',
  addresses: ['192.168.1.5', '2001:db8::5'],
  port: 5000,
  pin: 'p'.repeat(43),
  token: 't'.repeat(22),
} as const;
const link = formatInvite(invite, 'vscode');

describe('what a person pastes to join a room', () => {
  it('is an invite, alone or among words', () => {
    for (const text of [link, ` ${link}\n`, `come in: <${link}>, we wait`]) {
      assert.deepEqual(parseTarget(text), { ok: true, target: { type: 'invite', invite } });
    }
  });

  it('is an invite as the editor hands it on when a link is clicked', () => {
    // The editor decodes the query, and encodes all of it that is no letter when asked for the text.
    const [place = '', query = ''] = link.split('?');
    const handed = `${place}?${encodeURIComponent(decodeURIComponent(query))}`;
    assert.deepEqual(parseTarget(handed), { ok: true, target: { type: 'invite', invite } });
  });

  it('is the address of a lab room', () => {
    assert.deepEqual(parseTarget('10.0.0.1:9000'), {
      ok: true,
      target: { type: 'lab', endpoint: { host: '10.0.0.1', port: 9000 } },
    });
  });

  const wrong: readonly [string, string][] = [
    ['', 'empty'],
    ['10.0.0.1', 'no-port'],
    ['10.0.0.1:99999', 'bad-port'],
    [link.slice(0, 60), 'bad-link'],
    [link.replace('&t=', '&x='), 'bad-link'],
    [link.replace('p=5000', 'p=0'), 'bad-link'],
    ['https://example.org/join', 'bad-link'],
    ['vscode://deskmate.deskmate/leave', 'bad-link'],
    [link.replace('&v=1', '&v=2'), 'newer-link'],
  ];
  for (const [text, problem] of wrong) {
    it(`is told what is wrong: ${text.slice(0, 50)}`, () => {
      assert.deepEqual(parseTarget(text), { ok: false, problem });
    });
  }
});
