import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cookieMs } from '../../../src/net/lab-udp/cookies';
import {
  cookieBytes,
  type Datagram,
  datagramFlags,
  datagramTypes,
  decodeDatagram,
  encodeDatagram,
  headerBytes,
  helloBytes,
  maxBodyBytes,
  maxDatagramBytes,
  minHelloBytes,
  sessionBytes,
} from '../../../src/net/lab-udp/datagram';
import { endReasons } from '../../../src/net/lab-udp/end-reason';
import { receiveWindow } from '../../../src/net/lab-udp/receive-window';
import { firstTimeoutMs, maxTimeoutMs, minTimeoutMs } from '../../../src/net/lab-udp/round-trip';
import { sendWindow } from '../../../src/net/lab-udp/send-window';
import { labelBytes, lineMs } from '../../../src/net/lab-udp/udp-lab-link';
import { byeCount, byeIntervalMs, pingMs } from '../../../src/net/lab-udp/udp-session';
import { defaultLimits } from '../../../src/protocol/limits';
import { deliveryTimes, lossShares } from '../../helpers/lab-udp/loss-table';

const page = readFileSync('docs/LAB-UDP.md', 'utf8').replaceAll('\r\n', '\n');
/** Without line breaks, which can be anywhere in a sentence. */
const prose = page.replace(/\s+/g, ' ');

/** The cells of all tables' rows. */
const rows = [...page.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) =>
  row.split('|').map((cell) => cell.trim()),
);

/** The datagrams of the example: who sends them, their names, and their bytes. */
const example = [...page.matchAll(/^([<>]) ([A-Z]+) +([0-9a-f ]+?)(?: and (\d+) zeros)?$/gm)].map(
  ([, side, name = '', hex = '', zeros = '0']) => ({
    side,
    name,
    bytes: Buffer.from(hex.replaceAll(' ', '') + '00'.repeat(Number(zeros)), 'hex'),
  }),
);

describe('docs/LAB-UDP.md', () => {
  it('has the types and flags of the code', () => {
    const types = rows.filter((row) => row.length === 5 && /^\d$/.test(row[0] ?? ''));
    assert.deepEqual(
      Object.fromEntries(types.map(([number, name = '']) => [name.toLowerCase(), Number(number)])),
      datagramTypes,
    );
    const flags = rows.filter((row) => row.length === 3 && /^\d$/.test(row[0] ?? ''));
    assert.deepEqual(
      flags.map(([flag]) => Number(flag)),
      Object.values(datagramFlags),
    );
  });

  it('has an example that is byte for byte what the code sends', () => {
    assert.equal(example.length, 15);
    for (const { name, bytes } of example) {
      const decoded = decodeDatagram(bytes);
      assert.ok(decoded.ok, name);
      assert.equal(decoded.datagram.type, name.toLowerCase());
      assert.deepEqual(encodeDatagram(decoded.session, decoded.datagram), bytes);
    }
    const said = example.flatMap(({ bytes }) => {
      const decoded = decodeDatagram(bytes);
      const datagram: Datagram | undefined = decoded.ok ? decoded.datagram : undefined;
      return datagram?.type === 'say' ? [datagram.body.toString()] : [];
    });
    assert.deepEqual(said, ["('127.0.0.1', 50412)已进入聊天室", '你好', 'hi', '你好']);
  });

  it('has the sizes, times and limits of the code', () => {
    const { heartbeatMs, deadMs, closeTimeoutMs, heldBytes, messageBytes, incomingBytes } =
      defaultLimits;
    const sentences = [
      `at most ${maxDatagramBytes} bytes`,
      `the same ${headerBytes} bytes`,
      `at most ${maxBodyBytes} bytes`,
      `the cookie (${cookieBytes} bytes, all zero at first), then zeros up to ${minHelloBytes} bytes in all`,
      `| 4 | ${sessionBytes} | session |`,
      `over IPv6 sends ${helloBytes} bytes`,
      `again after ${firstTimeoutMs / 1000} s, and then every ${maxTimeoutMs / 1000} s`,
      `sending HELLO every ${lineMs / 1000} s`,
      `has got nothing for ${deadMs / 1000} s`,
      `up to ${heldBytes / 1024} KiB`,
      `${closeTimeoutMs / 1000} s at most after the last acknowledgement`,
      `BYE three times, ${byeIntervalMs} ms apart`,
      `sends at most ${messageBytes / 1024} KiB`,
      `longer than ${incomingBytes / 1024} KiB`,
      `may have ${sendWindow} in flight`,
      `less than ${sendWindow} after the oldest`,
      `${firstTimeoutMs / 1000} s as long as it knows nothing better`,
      `${minTimeoutMs} ms at least and ${maxTimeoutMs / 1000} s at most`,
      `keeps up to ${receiveWindow} that come early`,
      `nothing for ${heartbeatMs / 1000} s sends PING, and again every second`,
      `nothing for ${deadMs / 1000} s ends the session`,
      `leaves ${labelBytes} bytes free`,
      `changes every ${cookieMs / 60_000} minutes; it's good for ${cookieMs / 60_000} to ${(2 * cookieMs) / 60_000} minutes`,
    ];
    const table = prose.replace(/ +/g, ' ');
    assert.deepEqual([byeCount, pingMs], [3, 1000]);
    const missing = sentences.filter((each) => !table.replace(/’/g, "'").includes(each));
    assert.deepEqual(missing, []);
    const { udpSessions, udpSessionsPerAddress, shortReadsPerSecond, shortReadBurst } =
      defaultLimits;
    const limits = new Map(
      rows.filter((row) => row.length === 2).map(([what, limit]) => [what, limit]),
    );
    assert.equal(limits.get('sessions of a hub'), `${udpSessions}`);
    assert.equal(limits.get('sessions from one address'), `${udpSessionsPerAddress}`);
    assert.match(
      limits.get('SAY and PING from one client') ?? '',
      new RegExp(`^${shortReadsPerSecond} a second and ${shortReadBurst} at once`),
    );
    assert.match(limits.get('clients in line') ?? '', new RegExp(`^${defaultLimits.waitingLine},`));
    assert.equal(defaultLimits.queueBytes, 1024 * 1024);
  });

  it('has the reasons of the code', () => {
    const [, list = ''] =
      /reason in the hub's BYE or REFUSED is one of (.*?)\./.exec(prose.replace(/’/g, "'")) ?? [];
    const reasons = [...list.matchAll(/`([a-z-]+)`/g)].map(([, reason = '']) => reason);
    assert.deepEqual(reasons.sort(), [...endReasons].sort());
  });

  for (const loss of lossShares) {
    it(`has the times that the simulation gives at ${loss * 100} % loss`, () => {
      const { median, p99 } = deliveryTimes(loss);
      const row = rows.find(([share]) => share === `${loss * 100} %`);
      assert.deepEqual(row?.slice(1), [`${median} ms`, `${p99} ms`]);
    });
  }
});
