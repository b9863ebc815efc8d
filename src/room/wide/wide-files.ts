import type { Card, FileId } from '../../protocol/card';
import { cardFile } from '../../protocol/card-rules';
import { FileError } from '../../protocol/file-error';
import type { FileTransit } from '../../protocol/file-link';
import type { WideEpoch, WideFilePlace, WideNetwork, WideTicket } from '../../protocol/wide';
import { BoundedMap } from '../../util/bounded-map';
import type { Reduced } from './wide-reducer';

/** Maximum number of files remembered that the log names, and of those that this member has sent. */
const maxNamed = 10_000;
const maxSent = 100;

/** Maximum number of places of a file, so that nobody can push out where it is. */
const maxPlaces = 8;

export interface WideFilesDeps {
  readonly network: () => Promise<Pick<WideNetwork, 'putFile' | 'getFile'>>;
  readonly ticketFor: (epoch: WideEpoch) => WideTicket;
  /** The present epoch. */
  readonly epoch: () => WideEpoch;
  /** Whether this member has read the room's log, as far as it has come. */
  readonly isConnected: () => boolean;
}

/** Where the files of a wide room are, and how they get there and back. */
export class WideFiles {
  private readonly tokens = new Map<number, string>();
  /** The places that the log names for each file. */
  private readonly named = new BoundedMap<string, WideFilePlace[]>(maxNamed);
  /** What this member has sent. */
  private readonly sent = new BoundedMap<string, WideFilePlace>(maxSent);

  constructor(private readonly deps: WideFilesDeps) {}

  learn(epochs: readonly WideEpoch[]): void {
    for (const { number, token } of epochs) this.tokens.set(number, token);
  }

  /** The log was read further. */
  note(outcomes: readonly Reduced[]): void {
    for (const { act, refusal } of outcomes) {
      if (act?.type !== 'say' || refusal !== undefined || !act.file) continue;
      const file = act.card && cardFile(act.card);
      if (file) this.add(file, act.file);
    }
  }

  /** Where the file of a card is that this member is about to send; undefined if it isn't anywhere. */
  placeOf(card: Card | undefined): WideFilePlace | undefined {
    const file = card && cardFile(card);
    if (!file) return undefined;
    const sent = this.sent.get(keyOf(file));
    // Who was removed since may read what was sent before.
    if (sent?.epoch === this.deps.epoch().number) return sent;
    return this.named.get(keyOf(file))?.at(-1);
  }

  async put(
    file: FileId,
    open: (offset: number) => AsyncIterable<Uint8Array>,
    transit: FileTransit,
  ): Promise<void> {
    const { epoch, network, ticketFor } = this.deps;
    this.assertConnected();
    const to = epoch();
    const seq = await (await network()).putFile(ticketFor(to), file, open, transit);
    if (epoch().number !== to.number) {
      throw new FileError('connection-lost', 'the room has moved meanwhile');
    }
    this.sent.set(keyOf(file), { epoch: to.number, seq });
  }

  async get(
    file: FileId & { readonly offset: number },
    write: (bytes: Uint8Array) => Promise<void>,
    transit: FileTransit,
  ): Promise<void> {
    const { network, ticketFor } = this.deps;
    this.assertConnected();
    let { offset } = file;
    const next = async (bytes: Uint8Array) => {
      await write(bytes);
      offset += bytes.length;
    };
    let gone = new FileError('file-gone', 'nothing that is known here says where it is');
    for (const { epoch, seq } of this.named.get(keyOf(file)) ?? []) {
      const token = this.tokens.get(epoch);
      if (token === undefined) continue;
      try {
        const ticket = ticketFor({ number: epoch, token });
        await (await network()).getFile(ticket, { ...file, offset, seq }, next, transit);
        return;
      } catch (error) {
        if (!isGone(error)) throw error;
        gone = error;
      }
    }
    throw gone;
  }

  private add(file: FileId, place: WideFilePlace): void {
    const places = this.named.get(keyOf(file)) ?? [];
    if (places.some(({ epoch, seq }) => epoch === place.epoch && seq === place.seq)) return;
    const kept = places.slice(0, maxPlaces - 1);
    this.named.set(keyOf(file), [...kept, place]);
  }

  /** @throws {FileError} */
  private assertConnected(): void {
    if (!this.deps.isConnected()) throw new FileError('connection-lost', 'not in the room now');
  }
}

/** Whether it may be in another place. */
function isGone(error: unknown): error is FileError {
  return (
    error instanceof FileError && (error.code === 'file-gone' || error.code === 'no-such-file')
  );
}

function keyOf({ hash, size }: FileId): string {
  return `${hash} ${size}`;
}
