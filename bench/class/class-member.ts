import type { ToHub, ToMember, Welcome } from '../../src/protocol/frames';
import { Connection } from '../load/connection';
import { dialects } from '../load/dialects';
import { SequenceCheck } from '../load/sequence-check';
import type { ClassRoom } from './class-commands';

/** A member of the class on a connection of its own, which sends what the extension sends. */
export class ClassMember {
  id = '';
  /** Bytes received inside TLS. */
  bytes = 0;
  /** The messages to everyone. */
  readonly chat = new SequenceCheck();
  private last = 0;
  private acknowledged = 0;
  /** The beginning of a line that isn't complete yet. */
  private rest = '';
  private readonly connection: Connection;

  constructor(
    private readonly name: string,
    private readonly onFrame: (member: ClassMember, frame: ToMember) => void,
    onLost: (error: Error) => void,
  ) {
    this.connection = new Connection((chunk) => this.read(chunk), onLost);
  }

  async join({ port, token }: ClassRoom): Promise<void> {
    const { connection, name } = this;
    await connection.enter({ port, secure: true }, dialects.deskmate, async ({ until }) => {
      this.send({ type: 'join', version: 1, token, name });
      const [line] = await until(/.*\n/);
      const { you, last } = JSON.parse(line) as Partial<Welcome>;
      if (!you) throw new Error(`The hub doesn't admit a member: ${line.trim()}.`);
      this.id = you.id;
      this.last = last ?? 0;
    });
  }

  send(frame: ToHub): void {
    this.connection.send(`${JSON.stringify(frame)}\n`);
  }

  /** Says how far it has the log, if that has changed. */
  acknowledge(): void {
    if (this.acknowledged === this.last) return;
    this.acknowledged = this.last;
    this.send({ type: 'received', seq: this.last });
  }

  private read(chunk: Buffer): void {
    this.bytes += chunk.length;
    const lines = (this.rest + chunk.toString('latin1')).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const frame = JSON.parse(line) as ToMember;
      if ('seq' in frame && frame.seq !== undefined) this.last = frame.seq;
      this.onFrame(this, frame);
    }
  }
}
