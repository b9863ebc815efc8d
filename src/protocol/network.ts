import type { AccessState, HostIdentity } from './access';
import type { FileId } from './card';
import type { FileTransit, Hasher } from './file-link';
import type { Listener } from './frames';
import type { KnockTarget, SentKnock } from './knock';
import type { LabEndpoint } from './lab-endpoint';
import type { LabLink } from './lab-link';
import type { MemberLink, Ticket } from './member-link';
import type { CodeGrant, CodeTarget } from './room-code';
import type { ListenOptions, RoomServer } from './room-server';
import type { EncodingName, TextEncoding } from './text-encoding';
import type { WideNetwork } from './wide';

/** Decides when to reconnect. */
export interface RetryTimer {
  /**
   * Calls back once: after a jittered wait that grows with each attempt, or at once when the computer wakes
   * or its networks change.
   */
  next(callback: () => void): { dispose(): void };
  /** An attempt succeeded: makes the next wait short again. */
  reset(): void;
}

/** What rooms need from the network. The composition root passes the real one, tests pass a fake. */
export interface Network {
  /** @throws {NetError} when it can't listen on the address. */
  listen(options: ListenOptions): Promise<RoomServer>;
  /** Joins a lab room. @throws {NetError} code `cancelled` if the signal is aborted. */
  connectLab(endpoint: LabEndpoint, signal: AbortSignal, encoding?: TextEncoding): Promise<LabLink>;
  /**
   * Joins an invite room: tries all addresses and uses the first whose certificate matches the pin.
   * @throws {NetError} when none does; code `cancelled` if the signal is aborted
   */
  connectByInvite(ticket: Ticket, signal: AbortSignal): Promise<MemberLink>;
  /** Loads what wide rooms need, at first use. @throws {NetError} when it can't be loaded */
  wide(): Promise<WideNetwork>;
  /**
   * Knocks at a room whose pin isn't known. Resolves when the host has been shown the knock.
   * @param name what the user wants to be called
   * @param signal cancels the knock, at any time until the host has accepted
   * @throws {KnockError}
   */
  knock(target: KnockTarget, name: string, signal: AbortSignal): Promise<SentKnock>;
  /**
   * Enters a room's code where its pin isn't known: proves that the user has it, and checks that the host has it.
   * @param code six digits
   * @throws {CodeError}
   */
  enterCode(target: CodeTarget, code: string, signal: AbortSignal): Promise<CodeGrant>;
  /**
   * Checks that a successor can be reached: resolves if one of its addresses answers with its certificate.
   * @throws {NetError} when none does; code `cancelled` if the signal is aborted
   */
  reach(listener: Listener, signal: AbortSignal): Promise<void>;
  /** How others know a host with this access control. */
  identityOf(access: AccessState): HostIdentity;
  /** The key with which a member comes to the successor with this pin, from its key to the host. */
  successorKey(key: string, pin: string): string;
  /**
   * Sends a file to the hub of an invite room, starting at the offset that the hub asks for. One attempt.
   * @param ticket a member's, with its key
   * @throws {FileError}
   */
  putFile(
    ticket: Ticket,
    file: FileId,
    open: (offset: number) => AsyncIterable<Uint8Array>,
    transit: FileTransit,
  ): Promise<void>;
  /**
   * Fetches a file from the hub, from `offset` on. One attempt; the caller checks the hash.
   * @throws {FileError} or what `write` throws
   */
  getFile(
    ticket: Ticket,
    file: FileId & { readonly offset: number },
    write: (bytes: Uint8Array) => Promise<void>,
    transit: FileTransit,
  ): Promise<void>;
  hasher(): Hasher;
  /** The encoding with this name; loads it at first use. */
  encoding(name: EncodingName): Promise<TextEncoding>;
  /** The most likely encoding of some bytes; undefined if they aren't text. */
  guessEncoding(sample: Buffer): Promise<EncodingName | undefined>;
  retryTimer(): RetryTimer;
  /** Addresses at which others on the same networks may reach a room that listens on `address`. */
  reachable(address: string): readonly string[];
  /** A random id of 128 bits, base64url without padding. */
  randomId(): string;
}
