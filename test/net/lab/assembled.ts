import { MessageAssembler } from '../../../src/net/lab/message-assembler';
import { FakeClock } from '../../helpers/fake-clock';

/** Marks in `heard` that the client leaves. */
export const leaves = '(left)';

/** An assembler, and the messages it makes of the bytes that are pushed into it. */
export function assemble(maxLength = 64 * 1024, readingMs = () => 1000) {
  const clock = new FakeClock();
  const heard: string[] = [];
  /** The messages that continue the previous one. */
  const continuing: string[] = [];
  const assembler = new MessageAssembler({
    clock,
    maxLength,
    readingMs,
    onMessage: (text, continues) => {
      heard.push(text);
      if (continues) continuing.push(text);
    },
    onLeave: () => heard.push(leaves),
  });
  const push = (...chunks: (string | Buffer)[]) => {
    for (const chunk of chunks) assembler.push(Buffer.from(chunk as string));
  };
  return { clock, heard, continuing, assembler, push };
}
