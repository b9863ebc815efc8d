import { Connection, type Target } from './connection';
import type { Dialect, Session } from './dialect';
import { type DialectName, dialects } from './dialects';
import { MarkScanner } from './marked-text';
import { SequenceCheck } from './sequence-check';

/** A hub to join, and how. */
export interface Room extends Target {
  /** Of all nodes, if there are several: the members connect to them in turn. */
  readonly ports?: readonly number[];
  readonly dialect: DialectName;
  readonly token: string;
}

/** What a member tells the crowd about. */
export interface MemberEvents {
  onMessage(member: Member, speaker: number, bytes: Buffer, timeAt: number): void;
  /** After the last `onMessage` of a read. */
  onRead(member: Member): void;
  onLost(error: Error): void;
}

/** A member of the room: counts what it receives, and checks that it is complete and in order. */
export class Member {
  readonly check = new SequenceCheck();
  private readonly dialect: Dialect;
  private readonly session: Session;
  private connection: Connection | undefined;
  private scanner: MarkScanner | undefined;

  constructor(
    name: string,
    private readonly room: Room,
    private readonly events: MemberEvents,
  ) {
    this.dialect = dialects[room.dialect];
    this.session = this.dialect.session({ name, token: room.token });
  }

  /** Joins, or comes back after {@link cut}. */
  async enter(): Promise<void> {
    this.scanner = new MarkScanner((speaker, number, bytes, timeAt) => {
      this.check.note(speaker, number);
      this.events.onMessage(this, speaker, bytes, timeAt);
    });
    this.connection = new Connection(
      (chunk) => this.read(chunk),
      (error) => this.events.onLost(error),
    );
    await this.connection.enter(this.room, this.dialect, (talk) => this.session.enter(talk));
  }

  say(texts: readonly string[]): void {
    let bytes = '';
    for (const text of texts) bytes += this.session.say(text);
    this.connection?.send(bytes);
  }

  acknowledge(): void {
    const frame = this.session.acknowledge?.();
    if (frame !== undefined) this.connection?.send(frame);
  }

  /** Breaks the connection. */
  cut(): void {
    this.connection?.close();
  }

  private read(chunk: Buffer): void {
    this.session.note?.(chunk);
    this.scanner?.scan(chunk);
    this.events.onRead(this);
  }
}
