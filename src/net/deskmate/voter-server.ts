import type { TLSSocket } from 'node:tls';
import type { RecordArrival } from '../../protocol/arrival';
import type { Listener } from '../../protocol/frames';
import type { Limits } from '../../protocol/limits';
import type { VoterFrame } from '../../protocol/voter-frames';
import type { VoterPort } from '../../protocol/voter-port';
import type { WireTap } from '../../protocol/wire-event';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import { Emitter } from '../../util/event';
import { ByteReadLimiter, GuestReadLimiter } from '../socket/read-limiter';
import type { HubAccessControl } from './access-control';
import type { AdmissionSlot } from './admission';
import { pinOf } from './certificate';
import { VoterPeer } from './voter-peer';

/** Maximum number of servers that this one has sent to and remembers: more than any room has had voters. */
const maxKnown = 64;

/** Maximum number of other servers with connections at a time. */
export const maxStrangers = 32;

/** How fast each of them is read, in bytes a second and at once: they have little to say. */
export const strangerBytes = 16 * 1024;
export const strangerBurst = 128 * 1024;

/** The longest certificate taken, in bytes: four times as long as those that this program makes. */
export const maxCertificateBytes = 2048;

export interface VoterServerOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly tap?: WireTap | undefined;
  readonly access: Pick<HubAccessControl, 'pin' | 'state'>;
}

/**
 * The connections of a server to those of other voters. Whoever it has sent to by address is known as a voter; all
 * others are strangers, of whom anyone can make as many as it likes.
 */
export class VoterServer implements VoterPort {
  private readonly frames = new Emitter<{ readonly pin: string; readonly frame: VoterFrame }>();
  readonly onFrame = this.frames.event;
  private readonly known = new BoundedMap<string, VoterPeer>(maxKnown, (_, peer) => peer.drop());
  private readonly strangers = new BoundedMap<string, VoterPeer>(maxStrangers, (_, peer) =>
    peer.drop(),
  );
  private readonly readLimiter: GuestReadLimiter;
  private isClosed = false;

  constructor(private readonly options: VoterServerOptions) {
    const { clock, limits } = options;
    this.readLimiter = new GuestReadLimiter(clock, limits);
  }

  send(to: Listener, frame: VoterFrame): void {
    const { pin } = to;
    if (this.isClosed || pin === this.options.access.pin) return;
    if (to.addresses.length > 0) this.know(pin).send(to, frame);
    else this.find(pin)?.send(to, frame);
  }

  /** Handles a connection after its handshake. */
  accept(secure: TLSSocket, pass: AdmissionSlot, recordArrival: RecordArrival): void {
    const certificate = secure.getPeerX509Certificate()?.raw;
    const isUsable = certificate !== undefined && certificate.length <= maxCertificateBytes;
    const pin = isUsable ? pinOf(certificate) : this.options.access.pin;
    if (this.isClosed || pin === this.options.access.pin) {
      secure.destroy();
      return;
    }
    const peer = this.find(pin) ?? this.addStranger(pin);
    peer.add(secure, false, () => {
      // No flood of connections replaces one to a voter.
      pass.markAuthenticated();
      recordArrival('joined');
    });
  }

  /** Sends what is queued and closes all connections; resolves when they are closed. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const peer of this.strangers.values()) peer.drop();
    await Promise.all(Array.from(this.known.values(), (peer) => peer.close()));
    this.frames.dispose();
  }

  private find(pin: string): VoterPeer | undefined {
    return this.known.get(pin) ?? this.strangers.get(pin);
  }

  private know(pin: string): VoterPeer {
    const peer = this.find(pin) ?? this.newPeer(pin);
    this.strangers.delete(pin);
    // Also renews its place among those that are known.
    this.known.set(pin, peer);
    peer.know();
    return peer;
  }

  private addStranger(pin: string): VoterPeer {
    const peer = this.newPeer(pin);
    peer.onEnd(() => {
      if (this.strangers.get(pin) === peer) this.strangers.delete(pin);
    });
    this.strangers.set(pin, peer);
    return peer;
  }

  private newPeer(pin: string): VoterPeer {
    const { access, clock, limits, tap } = this.options;
    const { certificate, privateKey } = access.state;
    const { readLimiter } = this;
    const strangerLimiter = new ByteReadLimiter(clock, strangerBytes, strangerBurst);
    const identity = { certificate, privateKey };
    const peer = new VoterPeer(pin, { clock, limits, tap, identity, readLimiter, strangerLimiter });
    peer.onFrame((frame) => this.frames.fire({ pin, frame }));
    return peer;
  }
}
