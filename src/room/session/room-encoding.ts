import type { LabEncoding } from '../../protocol/lab-link';
import type { Network } from '../../protocol/network';
import type { EncodingName } from '../../protocol/text-encoding';
import { Emitter } from '../../util/event';
import type { Room } from '../room';
import type { CurrentRoom } from './current-room';

/** Someone sends bytes that are invalid in the lab room's encoding but valid in this one. */
export interface SuspectedEncoding {
  /** The sender's address, as Python prints it. */
  readonly peer: string;
  readonly encoding: EncodingName;
}

/** Maximum number of reads of a lab room that are checked for another encoding. */
const maxGuesses = 16;

/** The encoding of the lab room that this window is in; in any other room, there is none. */
export class RoomEncoding {
  private readonly suspicions = new Emitter<SuspectedEncoding>();
  /** Fires at most once for each lab room. */
  readonly onDidSuspect = this.suspicions.event;

  constructor(
    private readonly current: Pick<CurrentRoom, 'value' | 'onDidAdopt'>,
    private readonly network: Pick<Network, 'encoding' | 'guessEncoding'>,
  ) {
    current.onDidAdopt((room) => {
      if (room.text) this.watch(room, room.text);
    });
  }

  /** Undefined while this window isn't in a lab room. */
  get name(): EncodingName | undefined {
    return this.current.value?.text?.encoding.name;
  }

  /** Sets the encoding from now on; resolves to false if this window isn't in a lab room. */
  async set(name: EncodingName): Promise<boolean> {
    const room = this.current.value;
    if (!room?.text) return false;
    const encoding = await this.network.encoding(name);
    if (this.current.value !== room) return false;
    room.text.encoding = encoding;
    return true;
  }

  private watch(room: Room, text: LabEncoding): void {
    let left = maxGuesses;
    text.onUndecodable(async ({ peer, sample }) => {
      if (left <= 0) return;
      left -= 1;
      const encoding = await this.network.guessEncoding(sample);
      if (encoding === undefined || encoding === text.encoding.name || left < 0) return;
      left = -1;
      if (this.current.value === room) this.suspicions.fire({ peer, encoding });
    });
  }
}
