import type { Epoch } from '../../../src/protocol/frames';
import type { MemberEvent, NumberedEntry, RoomDump } from './member-events';

/** A guarantee of docs/SUCCESSION.md was broken. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/**
 * Sees what all members of a room print, and checks what docs/SUCCESSION.md guarantees:
 *
 * 1. A term has one host.
 * 2. No number of an epoch has two contents.
 * 3. What a majority of the voters holds is never lost, nor is its place in the log.
 * 4. In the end all logs are the same, and everything that a member has said is in them once.
 */
export class RoomWitness {
  /** Who has hosted each term. */
  private readonly hosts = new Map<number, string>();
  /** The content of each number of each epoch when it was first seen. */
  private readonly contents = new Map<string, string>();
  /** Messages that were stored by their authors or numbered by a host: they may not be lost. */
  private readonly kept = new Set<string>();
  /** How far each member's disk has the log of each epoch, by epoch. */
  private readonly held = new Map<string, Map<string, number>>();
  /** The last entry of each epoch that a majority held. */
  private readonly safe = new Map<string, Epoch & { readonly seq: number }>();
  private voters: readonly string[] = [];
  private votersAt: Epoch & { readonly seq: number } = { term: 0, opening: 0, seq: 0 };
  /** How often a term began, after the first. */
  elections = 0;

  /** @param id the member's */
  see(name: string, id: string, event: MemberEvent): void {
    if ('state' in event && event.state.hosting) this.hosting(name, event.state.hosting.term);
    if ('said' in event) this.kept.add(`${name}: ${event.said}`);
    if ('entry' in event) this.entry(name, event.entry);
    if ('voters' in event && compare(event.voters, this.votersAt) > 0) {
      this.voters = event.voters.members;
      this.votersAt = event.voters;
    }
    if ('held' in event) this.holds(id, event.held);
  }

  /** How many entries a majority has held for certain, at least. */
  get safeEntries(): number {
    return Math.max(0, ...Array.from(this.safe.values(), ({ seq }) => seq));
  }

  /** Checks the logs of all members once everything is repaired. @throws {Violation} */
  check(logs: readonly { readonly name: string; readonly dump: RoomDump }[]): void {
    const [first] = logs;
    if (!first) return;
    const expected = first.dump.view.map(textOf);
    for (const { name, dump } of logs) {
      const view = dump.view.map(textOf);
      this.compare(`${name} and ${first.name} see`, view, expected);
      const messages = new Set(dump.disk.map(textOf));
      const shown = dump.view.map(textOf).filter((text) => /: /.test(text));
      this.compare(`${name}'s disk and window have`, [...messages], shown);
    }
    this.checkSafe(first.dump.view);
    this.checkMessages(first.dump.view);
  }

  private hosting(name: string, term: number): void {
    const host = this.hosts.get(term) ?? name;
    if (host !== name) throw new Violation(`${host} and ${name} both host term ${term}`);
    if (!this.hosts.has(term) && term > 1) this.elections += 1;
    this.hosts.set(term, host);
  }

  private entry(name: string, { content, seq, ...epoch }: NumberedEntry): void {
    const place = `${epochText(epoch)}/${seq}`;
    const before = this.contents.get(place) ?? content;
    if (before !== content) {
      throw new Violation(`entry ${place} is “${content}” for ${name}, and was “${before}”`);
    }
    this.contents.set(place, content);
    if (/: /.test(content)) this.kept.add(content);
  }

  /** A member is about to tell its hub that its disk has the log up to this entry. */
  private holds(
    id: string,
    { hubTerm, seq, ...epoch }: Epoch & { readonly seq: number; readonly hubTerm: number },
  ): void {
    // A host can't count entries of earlier terms by themselves.
    if (epoch.term !== hubTerm) return;
    const key = epochText(epoch);
    const held = this.held.get(key) ?? new Map<string, number>();
    this.held.set(key, held);
    held.set(id, Math.max(seq, held.get(id) ?? 0));
    const marks = this.voters.flatMap((voter) => held.get(voter) ?? []).sort((a, b) => b - a);
    // The host has them, too: it writes entries before it sends them.
    const safe = marks[Math.floor(this.voters.length / 2) - 1];
    if (safe !== undefined && this.voters.length > 1) {
      this.safe.set(key, { ...epoch, seq: Math.max(safe, this.safe.get(key)?.seq ?? 0) });
    }
  }

  private compare(what: string, actual: readonly string[], expected: readonly string[]): void {
    const at = expected.findIndex((text, index) => actual[index] !== text);
    if (at < 0 && actual.length === expected.length) return;
    const place = at < 0 ? expected.length : at;
    throw new Violation(
      `${what} different logs (${actual.length} and ${expected.length} entries): ` +
        `“${actual[place]}” and “${expected[place]}”`,
    );
  }

  /** If the last entry of an epoch that was held is there, those before it are as well: see the page on Raft. */
  private checkSafe(log: readonly NumberedEntry[]): void {
    for (const { seq, ...epoch } of this.safe.values()) {
      const entry = log.find((each) => each.seq === seq);
      if (!entry || epochText(entry) !== epochText(epoch)) {
        throw new Violation(
          `entry ${epochText(epoch)}/${seq} was held by a majority and is gone: ` +
            `${entry ? textOf(entry) : 'nothing'} is in its place`,
        );
      }
    }
  }

  private checkMessages(log: readonly NumberedEntry[]): void {
    const times = new Map<string, number>();
    for (const { content } of log) times.set(content, (times.get(content) ?? 0) + 1);
    for (const content of this.kept) {
      if (!times.has(content)) throw new Violation(`“${content}” is lost`);
    }
    for (const [content, count] of times) {
      if (count > 1 && /: /.test(content)) {
        throw new Violation(`“${content}” is in the log ${count} times`);
      }
    }
  }
}

function compare(a: Epoch & { readonly seq: number }, b: Epoch & { readonly seq: number }): number {
  return a.term - b.term || a.opening - b.opening || a.seq - b.seq;
}

function epochText({ term, opening }: Epoch): string {
  return `${term}.${opening}`;
}

function textOf({ content, seq, ...epoch }: NumberedEntry): string {
  return `${epochText(epoch)}/${seq} ${content}`;
}
