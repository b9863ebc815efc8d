import { MessageAssembler } from '../../../src/net/lab/message-assembler';
import { FakeClock } from '../../helpers/fake-clock';

/** Stands among what is heard for a client that leaves. */
export const leaves = '(left)';

/** An assembler, and what is heard of the bytes that are pushed into it. */
export function assemble(maxLength = 64 * 1024, readingMs = () => 1000) {
  const clock = new FakeClock();
  const heard: string[] = [];
  /** Those of the heard that go on with the one before. */
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
