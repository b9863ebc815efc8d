import { MessageAssembler, type MessageReceiver } from '../../../src/net/lab-tcp/message-assembler';
import { FakeClock } from '../../helpers/fake-clock';

/** Marks in `heard` that the client leaves. */
export const leaves = '(left)';

/** Gets messages from a client that is read without a pause. */
export function receiverOf(onMessage: MessageReceiver['onMessage']): MessageReceiver {
  return { onMessage, readingMs: 1000, onLeave() {}, onUndecodable() {} };
}

/** An assembler, and the messages it makes of the bytes that are pushed into it. */
export function assemble(maxLength = 64 * 1024, readingMs = () => 1000) {
  const clock = new FakeClock();
  const heard: string[] = [];
  /** The messages that continue the previous one. */
  const continuing: string[] = [];
  const receiver = {
    ...receiverOf((text, continues) => {
      heard.push(text);
      if (continues) continuing.push(text);
    }),
    onLeave: () => heard.push(leaves),
    get readingMs() {
      return readingMs();
    },
  };
  const assembler = new MessageAssembler(receiver, { clock, maxLength });
  const push = (...chunks: (string | Buffer)[]) => {
    for (const chunk of chunks) assembler.push(Buffer.from(chunk as string));
  };
  return { clock, heard, continuing, assembler, push };
}
