import assert from 'node:assert/strict';
import { type Datagram, decodeDatagram, encodeDatagram } from '../../../src/net/lab-udp/datagram';
import { DatagramWire } from '../../../src/net/lab-udp/datagram-wire';
import { fragmentsOf } from '../../../src/net/lab-udp/fragments';
import { byeCount, byeIntervalMs, UdpSession } from '../../../src/net/lab-udp/udp-session';
import type { DatagramPort } from '../../../src/net/socket/udp';
import { defaultLimits as limits } from '../../../src/protocol/limits';
import type { LinkEnd } from '../../../src/protocol/net-error';
import { noTap } from '../../../src/protocol/wire-event';
import { toDisposable } from '../../../src/util/disposable';
import { VirtualClock } from '../../helpers/lab-udp/simulated-network';

const id = Buffer.alloc(8, 1);

/** One end of a session; the test is the other one. */
class OneEnd {
  readonly clock = new VirtualClock();
  readonly sent: Datagram[] = [];
  readonly texts: string[] = [];
  readonly ends: LinkEnd[] = [];
  readonly session: UdpSession;

  constructor() {
    const { clock } = this;
    const port: DatagramPort = {
      address: { address: '127.0.0.1', port: 9000 },
      onDatagram: () => toDisposable(() => {}),
      send: (bytes) => {
        const decoded = decodeDatagram(Buffer.from(bytes));
        assert.ok(decoded.ok);
        this.sent.push(decoded.datagram);
        return [];
      },
      close: () => Promise.resolve(),
    };
    const remote = { address: '127.0.0.1', port: 50412 };
    const wire = new DatagramWire(port, remote, id, { clock, tap: noTap });
    this.session = new UdpSession({ clock, limits, wire, bare: false });
    this.session.onText((text) => this.texts.push(text));
    this.session.onEnd((end) => this.ends.push(end));
  }

  receive(datagram: Datagram): void {
    this.session.receive(encodeDatagram(id, datagram), datagram);
  }

  hear(number: number, text: string): void {
    this.receive({ type: 'say', number, more: false, body: Buffer.from(text) });
  }

  count(type: Datagram['type']): number {
    return this.sent.filter((each) => each.type === type).length;
  }
}

describe('UdpSession', () => {
  it('ends a minute after it began to leave, even if the other side still acknowledges a little', () => {
    const end = new OneEnd();
    for (let count = 0; count < 100; count += 1) end.session.say(fragmentsOf('x'));
    void end.session.close('room-closed');
    let acknowledged = 0;
    const acknowledge = () => {
      acknowledged += 1;
      end.receive({ type: 'ack', number: acknowledged, bitmap: 0 });
      end.clock.after(limits.closeTimeoutMs - 100, acknowledge);
    };
    acknowledge();
    end.clock.runUntil(10 * 60_000, () => end.ends.length > 0);
    assert.deepEqual(end.ends, [{ reason: 'local' }]);
    assert.ok(acknowledged > 15, 'it waits for who acknowledges');
    assert.ok(end.clock.now() <= 61_000, `it takes ${end.clock.now()} ms`);
  });

  it('takes nothing more once it has said goodbye', () => {
    const end = new OneEnd();
    end.session.onText((text) => {
      if (text === 'q') end.session.end('', { reason: 'closed' });
    });
    end.hear(3, 'after');
    end.hear(2, 'q');
    end.hear(1, 'before');
    assert.deepEqual(end.texts, ['before', 'q']);
    for (let number = 4; number < 20; number += 1) {
      end.clock.runUntil(end.clock.now() + byeIntervalMs / 2);
      end.hear(number, 'q');
      end.receive({ type: 'ping' });
    }
    assert.deepEqual(end.texts, ['before', 'q']);
    assert.equal(end.count('bye'), byeCount);
    assert.deepEqual(end.ends, [{ reason: 'closed' }]);
  });
});
