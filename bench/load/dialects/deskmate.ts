import { alpn } from '../../../src/protocol/frames';
import type { Conversation, Dialect, Session } from '../dialect';

const SEQ = '"seq":';

/** The fields of a welcome that a member keeps. */
interface Welcome {
  readonly you: { readonly id: string; readonly key?: string };
}

/** A member of a deskmate/1 room. Acknowledges what it has received, like the extension. */
class DeskmateSession implements Session {
  private id = '';
  private key: string | undefined;
  private said = 0;
  private last = 0;
  private acknowledged = 0;

  constructor(
    private readonly name: string,
    private readonly token: string,
  ) {}

  async enter({ send, until }: Conversation): Promise<void> {
    const { id: member, key, last, name, token } = this;
    send(
      frame(
        key === undefined
          ? { type: 'join', version: 1, token, name }
          : { type: 'resume', version: 1, member, key, last },
      ),
    );
    const [line] = await until(/.*\n/);
    const { you } = JSON.parse(line) as Partial<Welcome>;
    if (!you) throw new Error(`The hub doesn't admit a member: ${line.trim()}.`);
    this.id = you.id;
    this.key ??= you.key;
  }

  say(text: string): string {
    this.said += 1;
    return `{"type":"say","id":"b${this.said}","text":"${text}"}\n`;
  }

  note(chunk: Buffer): void {
    const at = chunk.lastIndexOf(SEQ);
    if (at < 0) return;
    const text = chunk.toString('latin1', at + SEQ.length, at + SEQ.length + 17);
    // A number with nothing after it is cut. That of a list of receipts ends with a brace.
    const [, number] = /^(\d+)[,}]/.exec(text) ?? [];
    if (number !== undefined) this.last = Math.max(this.last, Number(number));
  }

  acknowledge(): string | undefined {
    if (this.acknowledged === this.last) return undefined;
    this.acknowledged = this.last;
    return frame({ type: 'received', seq: this.last });
  }
}

function frame(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

export const deskmate: Dialect = {
  echoes: true,
  resumes: true,
  alpn,
  session: ({ name, token }) => new DeskmateSession(name, token),
};
