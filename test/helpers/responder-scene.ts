import { type DnsQuestion, type DnsRecord, encodeMessage } from '../../src/net/nearby/dns-message';
import { Responder } from '../../src/net/nearby/responder';
import { silentLogger } from '../../src/util/logger';
import { FakeClock } from './fake-clock';
import { MemoryComputer, MemoryLan } from './memory-links';
import { announced, decoded } from './nearby';

export const service = '_deskmate._tcp.local';

/** Gives each test of a suite a scene of its own. */
export function responderScene(): ResponderScene {
  const scene = new ResponderScene();
  beforeEach(() => scene.open());
  afterEach(() => scene.responder.dispose());
  return scene;
}

/** A computer, 10.0.0.7, that announces rooms on a network in memory. */
class ResponderScene {
  lan!: MemoryLan;
  clock!: FakeClock;
  host!: MemoryComputer;
  responder!: Responder;

  open(): void {
    this.lan = new MemoryLan();
    this.clock = new FakeClock();
    this.host = new MemoryComputer(this.lan, '10.0.0.7');
    const { clock, host } = this;
    this.responder = new Responder({ links: host, clock, logger: silentLogger, random: () => 0.5 });
  }

  /** Announces a room, and forgets what was sent for that. */
  async announce(change: Parameters<typeof announced>[0] = {}): Promise<void> {
    this.responder.announce(announced(change));
    await this.clock.advance(3000);
    this.lan.sent.length = 0;
  }

  /** Asks as another computer does; the question isn't among what was sent. */
  ask(
    question: Partial<DnsQuestion> = {},
    { from = '10.0.0.8', port = 5353, id = 0, known = [] as readonly DnsRecord[] } = {},
  ): void {
    const questions = [{ name: service, type: 'PTR', unicast: false, ...question } as const];
    const bytes = encodeMessage({ id, isResponse: false, questions, records: known });
    this.lan.inject(bytes, from, { port });
    this.lan.sent.shift();
  }

  /** The lifetimes of the first records that were sent, in seconds. */
  get lifetimes(): readonly (number | undefined)[] {
    return this.lan.sent.map(({ bytes }) => decoded(bytes).records[0]?.ttl);
  }
}
