import { parseIpv4, parseIpv6 } from '../../util/ip-address';

/**
 * Maximum number of bytes, records and compression pointers of a name; what has more is dropped unread. A TXT record
 * that has more strings or bytes is left out.
 */
export const dnsLimits = { bytes: 9000, records: 128, hops: 16, texts: 32, textBytes: 1300 };

/** The supported record types, and the query type for any of them, by their numbers in RFC 1035 and 2782. */
const typeNumbers = { A: 1, PTR: 12, TXT: 16, AAAA: 28, SRV: 33, ANY: 255 } as const;
export type QuestionType = keyof typeof typeNumbers;

export type RecordData =
  | { readonly type: 'PTR'; readonly target: string }
  | { readonly type: 'SRV'; readonly target: string; readonly port: number }
  | { readonly type: 'TXT'; readonly texts: readonly Uint8Array[] }
  | { readonly type: 'A' | 'AAAA'; readonly address: string };

/** A resource record. Names are in lower case, with a backslash before a dot within a label. */
export type DnsRecord = RecordData & {
  readonly name: string;
  /** In seconds; 0 withdraws the record. */
  readonly ttl: number;
  /** Whether it replaces all earlier ones of its name and type: multicast DNS's cache-flush bit. */
  readonly flush: boolean;
};

export interface DnsQuestion {
  readonly name: string;
  readonly type: QuestionType;
  /** Whether the querier accepts a unicast reply: the QU bit. */
  readonly unicast: boolean;
}

/** A multicast DNS message, with only the records of the types above. */
export interface DnsMessage {
  /** Echoed in replies to programs that don't use port 5353. */
  readonly id: number;
  readonly isResponse: boolean;
  readonly questions: readonly DnsQuestion[];
  /** Answers and additional records; in a query, the answers that the querier already knows. */
  readonly records: readonly DnsRecord[];
}

const headerBytes = 12;
const responseBit = 0x8000;
/** Opcode and response code; both are 0 in multicast DNS. */
const codeBits = 0x780f;
const authoritativeBit = 0x0400;
/** The class IN, and the bit of that field that multicast DNS uses for itself. */
const internet = 1;
const topBit = 0x8000;
const maxNameBytes = 255;

/** Thrown within this file for a message that breaks the rules. */
class BadMessage extends Error {}

/** Decodes a message; undefined if any part of it breaks a rule of RFC 1035 or a limit. */
export function decodeMessage(bytes: Uint8Array): DnsMessage | undefined {
  if (bytes.length < headerBytes || bytes.length > dnsLimits.bytes) return undefined;
  try {
    return new Reader(bytes).message();
  } catch (error) {
    if (error instanceof BadMessage) return undefined;
    throw error;
  }
}

interface ReadName {
  readonly text: string;
  /** In bytes, without compression. */
  readonly length: number;
  /** The pointers in it. */
  readonly hops: number;
}

const rootName: ReadName = { text: '', length: 1, hops: 0 };

class Reader {
  private readonly view: DataView;
  private at = 0;
  /** Names by the offset at which they begin, so that decoding takes time proportional to the message's length. */
  private readonly names = new Map<number, ReadName>();

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  message(): DnsMessage {
    const id = this.u16();
    const flags = this.u16();
    const counts = [this.u16(), this.u16(), this.u16(), this.u16()];
    const [questionCount = 0, answers = 0, authorities = 0, additional = 0] = counts;
    const total = questionCount + answers + authorities + additional;
    if (total > dnsLimits.records || (flags & codeBits) !== 0) throw new BadMessage();
    const questions = this.list(questionCount, () => this.question());
    const answered = this.list(answers, () => this.record());
    this.list(authorities, () => this.record());
    const more = this.list(additional, () => this.record());
    const isResponse = (flags & responseBit) !== 0;
    return { id, isResponse, questions, records: [...answered, ...more] };
  }

  private list<T>(count: number, read: () => T | undefined): T[] {
    const found: T[] = [];
    for (let index = 0; index < count; index += 1) {
      const each = read();
      if (each !== undefined) found.push(each);
    }
    return found;
  }

  private question(): DnsQuestion | undefined {
    const name = this.name();
    const type = typeOf(this.u16());
    const classBits = this.u16();
    if (!type || !isInternet(classBits, true)) return undefined;
    return { name, type, unicast: (classBits & topBit) !== 0 };
  }

  private record(): DnsRecord | undefined {
    const name = this.name();
    const type = typeOf(this.u16());
    const classBits = this.u16();
    const ttl = this.u32();
    const length = this.u16();
    const end = this.at + length;
    if (end > this.bytes.length) throw new BadMessage();
    const data =
      type && type !== 'ANY' && isInternet(classBits, false) ? this.data(type, end) : undefined;
    if (data && this.at !== end) throw new BadMessage();
    this.at = end;
    return data && { ...data, name, ttl, flush: (classBits & topBit) !== 0 };
  }

  private data(type: Exclude<QuestionType, 'ANY'>, end: number): RecordData | undefined {
    switch (type) {
      case 'PTR':
        return { type, target: this.name() };
      case 'SRV': {
        // Priority and weight choose between several computers; an instance has only one.
        this.skip(4);
        const port = this.u16();
        return { type, port, target: this.name() };
      }
      case 'TXT': {
        const texts: Uint8Array[] = [];
        if (end - this.at > dnsLimits.textBytes) return undefined;
        while (this.at < end) {
          if (texts.length >= dnsLimits.texts) return undefined;
          texts.push(this.take(this.u8()));
        }
        return { type, texts };
      }
      case 'A':
        return { type, address: [...this.take(4)].join('.') };
      case 'AAAA': {
        const groups = Array.from({ length: 8 }, () => this.u16().toString(16)).join(':');
        // The usual spelling, with `::`.
        return { type, address: new URL(`http://[${groups}]`).hostname.slice(1, -1) };
      }
    }
  }

  private name(): string {
    const { text, hops } = this.nameHere();
    if (hops > dnsLimits.hops) throw new BadMessage();
    return text;
  }

  /** Reads a name. A pointer must lead back, to before everything read of the name so far. */
  private nameHere(hops = 0): ReadName {
    if (hops > dnsLimits.hops) throw new BadMessage();
    const start = this.at;
    const labels: { readonly at: number; readonly bytes: Uint8Array }[] = [];
    let name: ReadName | undefined;
    while (!name) {
      const { at } = this;
      const size = this.u8();
      if (size === 0) {
        name = rootName;
      } else if (size >= 0xc0) {
        const target = ((size & 0x3f) << 8) | this.u8();
        if (target >= start) throw new BadMessage();
        const end = this.at;
        this.at = target;
        const pointed = this.names.get(target) ?? this.nameHere(hops + 1);
        this.at = end;
        name = { ...pointed, hops: pointed.hops + 1 };
      } else {
        if (size > 63) throw new BadMessage();
        labels.push({ at, bytes: this.take(size) });
      }
      if (labels.length > maxNameBytes / 2) throw new BadMessage();
    }
    for (const { at, bytes } of labels.toReversed()) {
      const label = labelText(bytes);
      const text: string = name.text === '' ? label : `${label}.${name.text}`;
      name = { ...name, text, length: name.length + bytes.length + 1 };
      if (name.length > maxNameBytes) throw new BadMessage();
      this.names.set(at, name);
    }
    return name;
  }

  private u8(): number {
    const [byte = 0] = this.take(1);
    return byte;
  }

  private u16(): number {
    this.skip(2);
    return this.view.getUint16(this.at - 2);
  }

  private u32(): number {
    this.skip(4);
    return this.view.getUint32(this.at - 4);
  }

  private take(size: number): Uint8Array {
    this.skip(size);
    return this.bytes.subarray(this.at - size, this.at);
  }

  private skip(size: number): void {
    this.at += size;
    if (this.at > this.bytes.length) throw new BadMessage();
  }
}

function typeOf(number: number): QuestionType | undefined {
  const types = Object.keys(typeNumbers) as QuestionType[];
  return types.find((type) => typeNumbers[type] === number);
}

/** @param any whether “any class” will do, as in a question */
function isInternet(classBits: number, any: boolean): boolean {
  const number = classBits & ~topBit;
  return number === internet || (any && number === typeNumbers.ANY);
}

/** DNS ignores the case of ASCII letters and compares other bytes as they are. */
function labelText(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes);
  if (!/[A-Z.\\]/.test(text)) return text;
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()).replace(/[.\\]/g, '\\$&');
}

/** Encodes a message. The caller keeps it small enough for a datagram; names are ASCII. */
export function encodeMessage({ id, isResponse, questions, records }: DnsMessage): Buffer {
  const writer = new Writer();
  const flags = isResponse ? responseBit | authoritativeBit : 0;
  writer.u16(id, flags, questions.length, records.length, 0, 0);
  for (const { name, type, unicast } of questions) {
    writer.name(name);
    writer.u16(typeNumbers[type], internet | (unicast ? topBit : 0));
  }
  for (const record of records) writer.record(record);
  return Buffer.from(writer.bytes);
}

class Writer {
  readonly bytes: number[] = [];
  /** Where the names written so far, and their ends, begin. */
  private readonly names = new Map<string, number>();

  u16(...numbers: readonly number[]): void {
    for (const number of numbers) this.bytes.push(number >> 8, number & 0xff);
  }

  record(record: DnsRecord): void {
    this.name(record.name);
    this.u16(typeNumbers[record.type], internet | (record.flush ? topBit : 0));
    this.u16(record.ttl >>> 16, record.ttl & 0xffff);
    const lengthAt = this.bytes.length;
    this.u16(0);
    this.data(record);
    const length = this.bytes.length - lengthAt - 2;
    this.bytes.splice(lengthAt, 2, length >> 8, length & 0xff);
  }

  /** Writes the rest of a known name as a pointer. */
  name(name: string): void {
    let rest = name;
    while (rest !== '') {
      const known = this.names.get(rest);
      if (known !== undefined) {
        this.u16(0xc000 | known);
        return;
      }
      this.names.set(rest, this.bytes.length);
      const [label = ''] = rest.split('.', 1);
      this.bytes.push(label.length, ...Buffer.from(label, 'latin1'));
      rest = rest.slice(label.length + 1);
    }
    this.bytes.push(0);
  }

  private data(data: RecordData): void {
    switch (data.type) {
      case 'PTR':
        this.name(data.target);
        return;
      case 'SRV':
        this.u16(0, 0, data.port);
        this.name(data.target);
        return;
      case 'TXT':
        for (const text of data.texts) this.bytes.push(text.length, ...text);
        return;
      case 'A':
        this.bytes.push(...(parseIpv4(data.address) ?? []));
        return;
      case 'AAAA':
        this.u16(...(parseIpv6(data.address) ?? []));
        return;
    }
  }
}
