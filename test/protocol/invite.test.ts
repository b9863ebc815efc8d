import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  formatInvite,
  type Invite,
  inviteEndpoints,
  parseInvite,
  wideInvitePlace,
} from '../../src/protocol/invite';
import { cleanRoomName } from '../../src/protocol/names';
import { isHostAddress } from '../../src/util/ip-address';
import { wideInvite, wideServers } from '../helpers/wide-servers';
import { linkWrappings, wrappings } from '../helpers/wrappings';

const pin = 'LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564';
const token = 'abcdefghijklmnopqr-_09';
const invite: Invite = {
  kind: 'group',
  name: "Ann's room & (more) 100%",
  addresses: ['192.168.1.5', 'fd00::1', '10.8.0.20'],
  port: 9000,
  pin,
  token,
};
const link = formatInvite(invite, 'vscode');

const wideLink = formatInvite(wideInvite, 'vscode');

/** The result of VS Code's `Uri.parse(link).toString()`. */
function handedOn(text: string): string {
  const [before, query = ''] = text.split('?', 2);
  const encoded = encodeURIComponent(decodeURIComponent(query));
  return `${before}?${encoded.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`)}`;
}

describe('formatInvite', () => {
  it('makes a link that needs no more encoding', () => {
    assert.equal(
      link,
      'vscode://deskmate.deskmate/join?k=group&a=192.168.1.5,fd00::1,10.8.0.20&p=9000' +
        `&c=${pin}&t=${token}&n=Ann%27s%20room%20%26%20%28more%29%20100%25&v=1`,
    );
    assert.match(formatInvite({ ...invite, name: '同桌' }, 'code-oss'), /^code-oss:[\x21-\x7e]+$/);
  });

  it('leaves out zones, duplicates and surplus addresses', () => {
    const addresses = ['fe80::1%eth0', 'fe80::1%wlan0'];
    for (let last = 1; last <= 20; last += 1) addresses.push(`10.0.0.${last}`);
    const parsed = parseInvite(formatInvite({ ...invite, addresses }, 'vscode'));
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.invite.addresses.slice(0, 2), ['fe80::1', '10.0.0.1']);
    assert.equal(parsed.invite.addresses.length, 16);
  });
});

describe('parseInvite', () => {
  it('accepts only IP addresses of one computer', () => {
    const bad = [
      'localhost',
      'lab-pc.example.edu',
      '0x7f.0.0.1',
      '0.0.0.0',
      'ff02::1',
      'fe80::1%25eth0',
    ];
    for (const address of [...bad, '::ffff:10.0.0.1', '255.255.255.255', '010.0.0.1', '']) {
      for (const list of [address, `10.0.0.1,${address}`]) {
        const parsed = parseInvite(link.replace(/a=[^&]*/, `a=${list}`));
        assert.deepEqual(parsed, { ok: false, problem: 'altered' }, list);
      }
    }
  });

  it('finds the link in pasted text', () => {
    const broken = link.replace(/.{60}/g, '$&\n');
    const texts = [
      link,
      ` ${link}\n`,
      `Come in: ${link}.`,
      `加入我的房间：${link}。谢谢`,
      `“${link}”`,
      `'${link}'`,
      `<${link}>`,
      `(${link})`,
      `[Join](${link})`,
      `[${link}](${link})`,
      `**${link}**`,
      `<a href="${link.replaceAll('&', '&amp;')}">here</a>`,
      link.replaceAll('&', '&amp;amp;'),
      broken,
      broken.replaceAll('\n', '\r\n'),
      `> ${broken.replaceAll('\n', '\n> ')}`,
      link.replace(/.{20}/g, '$&\u200B'),
      `${link}\n2 of us are here`,
      `${broken}\nSee you`,
      `${link}加入`,
      `${link}2 人都在`,
      link.replace('Ann%27s%20room%20%26%20%28more%29%20100%25', "Ann's room & (more) 100%"),
      `${link}&windowId=_blank&n=other`,
      link.replace('vscode:', 'VSCode-Insiders:').replace('deskmate.deskmate', 'Deskmate.deskmate'),
      link.replace('join?', 'join/?later=x&'),
      handedOn(link),
      `vscode://deskmate.deskmate/join?k=group ${link}`,
      `${'vscode://'.repeat(500)}${link}`,
    ];
    for (const text of texts) assert.deepEqual(parseInvite(text), { ok: true, invite }, text);
  });

  it('names a room without a name by its address', () => {
    for (const text of [link.replace(/n=[^&]*/, 'n='), link.replace(/n=[^&]*&/, '')]) {
      const parsed = parseInvite(text);
      assert.ok(parsed.ok);
      assert.equal(parsed.invite.name, '192.168.1.5:9000');
    }
    const v6 = parseInvite(formatInvite({ ...invite, name: ' ', addresses: ['::1'] }, 'vscode'));
    assert.ok(v6.ok);
    assert.equal(v6.invite.name, '[::1]:9000');
  });

  it('accepts no name that could deceive the user who confirms it', () => {
    const name = `a\u202Eb\n\u0007c${'d'.repeat(500)}`;
    const query = link.replace(/n=[^&]*/, `n=${encodeURIComponent(name)}`);
    const parsed = parseInvite(query);
    assert.ok(parsed.ok);
    assert.match(parsed.invite.name, /^ab cd+$/);
    assert.ok(parsed.invite.name.length <= 128);
    const odd = parseInvite(link.replace(/n=[^&]*/, 'n=100%'));
    assert.ok(odd.ok);
    assert.equal(odd.invite.name, '100%');
  });

  it('tells other texts apart from links', () => {
    const texts = [
      '',
      'localhost:9000',
      '://deskmate.deskmate/join?v=1',
      'https://example.com/?v=1',
      'vscode://other.deskmate/join?v=1',
      link.replace('/join', '/settings'),
      'a'.repeat(1_000_000),
    ];
    for (const text of texts) {
      assert.deepEqual(parseInvite(text), { ok: false, problem: 'no-invite' }, text.slice(0, 80));
    }
  });

  it('recognizes every link that is cut off', () => {
    const start = link.indexOf('?');
    for (let end = start; end < link.length; end += 1) {
      assert.deepEqual(
        parseInvite(link.slice(0, end)),
        { ok: false, problem: 'incomplete' },
        `${end}`,
      );
    }
  });

  it('rejects invalid fields', () => {
    const many = Array.from({ length: 17 }, (_, index) => `10.0.0.${index}`).join(',');
    const changes: [string, string][] = [
      ['k=group', 'k=lab-hub'],
      ['a=192.168.1.5', 'a='],
      ['a=192.168.1.5', 'a=-x'],
      ['a=192.168.1.5,', `a=${many},`],
      ['a=192.168.1.5', `a=${'x'.repeat(300)}`],
      ['p=9000', 'p=0'],
      ['p=9000', 'p=65536'],
      ['p=9000', 'p=9e3'],
      [pin, pin.slice(1)],
      [pin, `${pin}A`],
      [token, token.replace('_', '.')],
      [token, `${token}${token}`],
      ['v=1', 'v=0&x=1'],
      ['v=1', 'v=one&x=1'],
    ];
    for (const [from, to] of changes) {
      const changed = link.replace(from, to);
      assert.notEqual(changed, link);
      assert.deepEqual(parseInvite(changed), { ok: false, problem: 'altered' }, changed);
    }
  });

  it('recognizes a link from a newer version if all its other fields are valid', () => {
    const newer = link.replace('v=1', 'v=2');
    for (const text of [newer, newer.replace('k=group', 'k=later'), encodeURIComponent(newer)]) {
      assert.deepEqual(parseInvite(text), { ok: false, problem: 'newer' }, text);
    }
    const others = {
      altered: newer.replace('p=9000', 'p=0'),
      incomplete: newer.replace(/&t=[^&]*/, ''),
    };
    for (const [problem, text] of Object.entries(others)) {
      assert.deepEqual(parseInvite(text), { ok: false, problem }, text);
    }
  });

  it('recognizes a link with a missing field', () => {
    for (const field of ['k', 'a', 'p', 'c', 't', 'v']) {
      const text = link.replace(new RegExp(`([?&])${field}=[^&]*&?`), '$1');
      assert.deepEqual(parseInvite(text), { ok: false, problem: 'incomplete' }, text);
    }
  });

  const base64 = (length: number) =>
    fc.string({ unit: fc.constantFrom(...'AZaz09-_'), minLength: length, maxLength: length });
  const invites: fc.Arbitrary<Invite> = fc.record(
    {
      kind: fc.constantFrom('pair', 'group'),
      name: fc
        .string({ unit: 'binary', maxLength: 200 })
        .map(cleanRoomName)
        .filter((name) => name !== ''),
      addresses: fc.uniqueArray(fc.oneof(fc.ipV4(), fc.ipV6()).filter(isHostAddress), {
        minLength: 1,
        maxLength: 16,
      }),
      port: fc.integer({ min: 1, max: 65535 }),
      pin: base64(43),
      token: base64(22),
    },
    { noNullPrototype: true },
  );

  const wideInvites: fc.Arbitrary<Invite> = fc
    .tuple(invites, wideServers, fc.integer({ min: 1, max: 999_999_999 }))
    .map(([made, server, epoch]) => ({
      ...made,
      kind: 'wide',
      ...wideInvitePlace(server, epoch),
    }));
  const anyInvites = fc.oneof(invites, wideInvites);

  it('reads back a formatted invite through any two wrappings', () => {
    const all = Object.entries({ ...wrappings, ...linkWrappings });
    const two = fc.array(fc.constantFrom(...all), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(anyInvites, two, (made, steps) => {
        // A line broken right after another break's mark looks the same as one that isn't.
        const breaks = steps.filter(([name]) => /break|quoted-printable/.test(name));
        fc.pre(breaks.length < 2);
        // A name encoded twice looks the same as a name with percent signs.
        fc.pre(!/%[\dA-F]{2}/.test(made.name));
        const text = formatInvite(made, 'vscode');
        const pasted = steps.reduce((inner, [, wrap]) => wrap(inner), text);
        assert.deepEqual(parseInvite(pasted), { ok: true, invite: made }, pasted);
      }),
    );
  });

  it('reads back a formatted invite, also as an editor passes it on or a program breaks it', () => {
    fc.assert(
      fc.property(anyInvites, fc.integer({ min: 40, max: 100 }), (made, width) => {
        const text = formatInvite(made, 'vscode');
        const lines = text.replace(new RegExp(`.{${width}}`, 'g'), '$&\n');
        for (const form of [text, handedOn(text), lines]) {
          assert.deepEqual(parseInvite(form), { ok: true, invite: made }, form);
        }
      }),
    );
  });

  it('never throws', () => {
    const parts = fc.constantFrom(
      link,
      wideLink,
      'vscode://deskmate.deskmate/join?',
      '&n=',
      '%',
      '%3D',
      '&v=1',
    );
    const garbage = fc.array(fc.oneof(parts, fc.string({ unit: 'binary' })), { maxLength: 8 });
    fc.assert(
      fc.property(garbage, (pieces) => {
        const parsed = parseInvite(pieces.join(''));
        assert.equal(typeof parsed.ok, 'boolean');
      }),
    );
  });
});

describe('an invite to a wide room', () => {
  const reject = (from: string | RegExp, to: string, problem: 'altered' | 'incomplete') => {
    const changed = wideLink.replace(from, to);
    assert.notEqual(changed, wideLink);
    assert.deepEqual(parseInvite(changed), { ok: false, problem }, changed);
  };
  const on = (nodes: readonly (readonly [host: string, port: number])[]): Invite => {
    const server = {
      ...wideInvite.wide?.server,
      nodes: nodes.map(([host, port]) => ({ host, port })),
    };
    return { ...wideInvite, ...wideInvitePlace(server as never, 1) };
  };

  it('carries its server and its epoch', () => {
    assert.equal(
      wideLink,
      'vscode://deskmate.deskmate/join?k=wide&a=nats1.example.edu,nats2.example.edu,nats3.example.edu&p=4222' +
        '&h=q7Jm0Xb2cN5sVtYkZr1UoPaWdGfHjKlEe8TiQxSz94o&u=AB4IUIJPCKVYTO43Q7KEHISDRW2VVL4KD5CCY6UCXWVFQ6OUOQVDLMNX' +
        `&m=SAAGRI7VZAX46LP64RNI67CMZN7ILVYQCLHGQKTXNAMH33WM2FZC654NLM&c=${pin}&t=${token}&e=2&n=Lab%203&v=1`,
    );
    assert.deepEqual(parseInvite(wideLink), { ok: true, invite: wideInvite });
    assert.deepEqual(inviteEndpoints(wideInvite), wideInvite.wide?.server.nodes);
  });

  it('has a port for each node where they differ', () => {
    const cluster = on([
      ['127.0.0.1', 4222],
      ['127.0.0.1', 4223],
      ['fd00::1', 4224],
    ]);
    const text = formatInvite(cluster, 'vscode');
    assert.match(text, /&a=127\.0\.0\.1,127\.0\.0\.1,fd00::1&p=4222,4223,4224&/);
    assert.deepEqual(parseInvite(text), { ok: true, invite: cluster });
    assert.deepEqual(cluster.addresses, ['127.0.0.1', 'fd00::1']);
    reject('p=4222', 'p=4222,4223', 'altered');
    reject('p=4222', 'p=4222,4223,4224,4225', 'altered');
    reject('p=4222', 'p=4222,0,4224', 'altered');
  });

  it('accepts host names, but none that hides an address', () => {
    for (const host of [
      'localhost',
      'nats',
      'a.b',
      '1.2.3.example',
      'xn--fiq228c.cn',
      '10.0.0.7',
      '::1',
    ]) {
      const made = on([[host, 1]]);
      assert.deepEqual(parseInvite(formatInvite(made, 'vscode')), { ok: true, invite: made }, host);
    }
    const bad = [
      '',
      '0x7f.0.0.1',
      '127.1',
      '2130706433',
      '0.0.0.0',
      'ff02::1',
      '::ffff:10.0.0.1',
      'fe80::1%25eth0',
    ];
    const names = [
      'Nats.example.edu',
      'nаts.example.edu',
      'nats_1.edu',
      'nats..edu',
      'nats.edu.',
      '-a.edu',
    ];
    for (const host of [
      ...bad,
      ...names,
      'a.b-',
      `${'a'.repeat(64)}.edu`,
      `${'a.'.repeat(127)}edu`,
    ]) {
      reject('a=nats1.example.edu', `a=${host}`, 'altered');
      reject('nats2.example.edu', host, 'altered');
    }
  });

  it('recognizes every link that is cut off', () => {
    for (let end = wideLink.indexOf('?'); end < wideLink.length; end += 1) {
      const problem = 'incomplete';
      assert.deepEqual(parseInvite(wideLink.slice(0, end)), { ok: false, problem }, `${end}`);
    }
    for (const field of ['a', 'p', 'h', 'u', 'm', 'c', 't', 'e', 'v']) {
      reject(new RegExp(`&${field}=[^&]*`), '', 'incomplete');
    }
  });

  it('rejects invalid fields', () => {
    const { account, authority, memberKey } = wideInvite.wide?.server ?? assert.fail();
    const many = Array.from({ length: 8 }, (_, at) => `n${at}.edu`).join(',');
    const changes: [string | RegExp, string][] = [
      ['a=nats1', `a=${many},nats1`],
      [authority, authority.slice(1)],
      [account, account.replace('7K', '7L')],
      [account, memberKey],
      [memberKey, account],
      [memberKey, memberKey.toLowerCase()],
      ['&e=2', '&e=0'],
      ['&e=2', '&e=02'],
      ['&e=2', '&e=2.5'],
      ['&e=2', '&e=1000000000'],
      ['k=wide', 'k=group'],
    ];
    for (const [from, to] of changes) reject(from, to, 'altered');
    const hub = link.replace('k=group', 'k=wide');
    assert.deepEqual(parseInvite(hub), { ok: false, problem: 'incomplete' });
  });

  it('is named by its first node if it has no name', () => {
    const parsed = parseInvite(wideLink.replace(/n=[^&]*/, 'n='));
    assert.equal(parsed.ok && parsed.invite.name, 'nats1.example.edu:4222');
  });
});
