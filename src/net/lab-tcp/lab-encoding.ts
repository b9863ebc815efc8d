import type { LabEncoding, Undecodable } from '../../protocol/lab-link';
import type { TextEncoding } from '../../protocol/text-encoding';
import { Emitter } from '../../util/event';
import { utf8Encoding } from './encodings';

/** Maximum number of bytes of a read to report for guessing its encoding. */
const sampleBytes = 1024;

/** The encoding of one end of a lab room, which can change while it is open. */
export class LabEncodingState implements LabEncoding {
  private current: TextEncoding;
  private readonly reports = new Emitter<Undecodable>();
  readonly onUndecodable = this.reports.event;

  /** @param onChange called with each new encoding */
  constructor(
    encoding: TextEncoding | undefined,
    private readonly onChange: (encoding: TextEncoding) => void,
  ) {
    this.current = encoding ?? utf8Encoding;
  }

  get encoding(): TextEncoding {
    return this.current;
  }

  set encoding(encoding: TextEncoding) {
    this.current = encoding;
    this.onChange(encoding);
  }

  /** Reports bytes from `peer` that aren't valid in the encoding. */
  report(peer: string, bytes: Buffer): void {
    this.reports.fire({ peer, sample: Buffer.from(bytes.subarray(0, sampleBytes)) });
  }
}
