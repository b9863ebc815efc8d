import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { formatEndpoint } from '../../src/protocol/endpoint';
import { formatInvite } from '../../src/protocol/invite';
import { parseTarget } from '../../src/protocol/join-target';
import { addressWrappings, linkWrappings, wrappings } from '../helpers/wrappings';

const invite = {
  kind: 'pair',
  name: 'Tom & Jerry + 100% 同桌 #1',
  addresses: ['192.168.1.5', '2001:db8::5'],
  port: 5000,
  pin: 'p'.repeat(43),
  token: 't'.repeat(22),
} as const;
const link = formatInvite(invite, 'vscode');

describe('what a user pastes to join a room', () => {
  it('is an invite, alone or within text', () => {
    for (const text of [link, ` ${link}\n`, `come in: <${link}>, we wait`]) {
      assert.deepEqual(parseTarget(text), { ok: true, target: { type: 'invite', invite } });
    }
  });

  it('is an invite as the editor passes it on when a link is clicked', () => {
    // The editor decodes the query, and encodes everything but letters when it returns the text.
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

  const overUdp: readonly string[] = [
    'udp://10.0.0.1:9000',
    'UDP://10.0.0.1:9000/',
    'nc -u 10.0.0.1 9000',
    'ncat -vu4 -w 5 10.0.0.1 9000',
    'ncat --udp 10.0.0.1 9000',
    'join me: udp://10.0.0.1:9000, same as nc -u 10.0.0.1 9000',
  ];
  for (const text of overUdp) {
    it(`is on UDP for ${text}`, () => {
      assert.deepEqual(parseTarget(text), {
        ok: true,
        target: { type: 'lab', endpoint: { host: '10.0.0.1', port: 9000, wire: 'lab-udp' } },
      });
    });
  }

  it('is on TCP after an option that isn’t for UDP', () => {
    for (const text of ['nc -v 10.0.0.1 9000', 'tcp://10.0.0.1:9000', 'nc -w 5 10.0.0.1 9000']) {
      const endpoint = { host: '10.0.0.1', port: 9000 };
      assert.deepEqual(parseTarget(text), { ok: true, target: { type: 'lab', endpoint } });
    }
  });

  const wrong: readonly [string, string][] = [
    ['udp://10.0.0.1', 'no-port'],
    ['udp://10.0.0.1:99999', 'bad-port'],
    ['udp://10.0.0.1:9000 or tcp://10.0.0.1:9000', 'several-addresses'],
    ['', 'empty'],
    ['10.0.0.1', 'no-port'],
    ['10.0.0.1:99999', 'bad-port'],
    ['http://10.0.0.1:99999/', 'bad-port'],
    ['::1:9000', 'bad-host'],
    ['localhost:9 000', 'bad-host'],
    ['such/host:9000', 'bad-host'],
    ['Who is coming to the lab today?', 'no-address'],
    ['我们几点见？ 在哪里？', 'no-address'],
    ['10.0.0.1:9000 or 10.0.0.2:9000', 'several-addresses'],
    [link.slice(0, 60), 'cut-link'],
    [encodeURIComponent(link).slice(0, 90), 'cut-link'],
    [link.replace('&t=', '&x='), 'cut-link'],
    [link.replace('p=5000', 'p=0'), 'bad-link'],
    [link.replace('k=pair', 'k=lab-hub'), 'bad-link'],
    [link.replace('&t=t', '&t=!'), 'bad-link'],
    ['https://example.org/join', 'other-link'],
    ['vscode://deskmate.deskmate/leave', 'other-link'],
    [link.replace('&v=1', '&v=2'), 'newer-link'],
    [encodeURIComponent(link.replace('k=pair', 'k=other').replace('&v=1', '&v=2')), 'newer-link'],
    // A mailer's encoding of `v=1` must not look like version 3.
    [link.replaceAll('=', '=3D').slice(0, -20), 'cut-link'],
    ['vscode://deskmate.deskmate/join?x=y&v=2', 'cut-link'],
  ];
  for (const [text, problem] of wrong) {
    it(`reports what is wrong: ${text.slice(0, 50)}`, () => {
      assert.deepEqual(parseTarget(text), { ok: false, problem });
    });
  }

  const pairsOf = <T>(one: Readonly<Record<string, T>>) =>
    Object.entries(one).flatMap((first) =>
      Object.entries(one).map((then) => [first, then] as const),
    );

  it('is an invite through every pair of wrappings', () => {
    const failed = pairsOf({ ...wrappings, ...linkWrappings }).filter(([[, first], [, then]]) => {
      const parsed = parseTarget(then(first(link)));
      return !parsed.ok || !isDeepStrictEqual(parsed.target, { type: 'invite', invite });
    });
    assert.deepEqual(
      failed.map(([[first], [then]]) => `${then} around ${first}`),
      [],
    );
  });

  it('is an address on UDP through every pair of wrappings', () => {
    const endpoint = { host: '192.168.1.5', port: 9000, wire: 'lab-udp' };
    const texts = ['udp://192.168.1.5:9000', 'nc -u 192.168.1.5 9000'];
    const failed = texts.flatMap((text) =>
      pairsOf(wrappings)
        .filter(([[, first], [, then]]) => {
          const parsed = parseTarget(then(first(text)));
          return (
            !parsed.ok ||
            parsed.target.type !== 'lab' ||
            !isDeepStrictEqual(parsed.target.endpoint, endpoint)
          );
        })
        .map(([[first], [then]]) => `${then} around ${first} around ${text}`),
    );
    assert.deepEqual(failed, []);
  });

  it('is an address through every pair of wrappings', () => {
    const failed: string[] = [];
    for (const host of ['192.168.1.5', 'lab-pc', 'lab-pc_3.example.edu', '::1', 'fe80::1%eth0']) {
      const endpoint = { host, port: 9000 };
      const text = formatEndpoint(endpoint);
      const written = Object.entries(addressWrappings).map(
        ([name, write]) => [name, write(host, 9000, text)] as const,
      );
      for (const [name, form] of [...written, ['HOST:PORT', text] as const]) {
        for (const [around, wrap] of Object.entries(wrappings)) {
          // Two words of a sentence aren't an address.
          if (name === 'HOST PORT' && !/[.:]\d/.test(host) && around.includes('words')) continue;
          const parsed = parseTarget(wrap(form));
          const isFound =
            parsed.ok &&
            parsed.target.type === 'lab' &&
            isDeepStrictEqual(parsed.target.endpoint, endpoint);
          if (!isFound) failed.push(`${around} around ${name} of ${host}: ${wrap(form)}`);
        }
      }
    }
    assert.deepEqual(failed, []);
  });
});
