import type { Epoch } from '../../../src/protocol/frames';
import type { MemberEvent, NumberedEntry, RoomDump } from './member-events';

/** A journal is synced at least this often, with a margin, in ms of the product. */
const syncMs = 1500;

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
  /** Messages that were stored by their authors or numbered by a host, and since when: they may not be lost. */
  private readonly kept = new Map<string, number>();
  /** Messages that their authors may have lost with their power. */
  private readonly excused = new Set<string>();
  /** How far each member's disk has the log of each epoch, by epoch. */
  private readonly held = new Map<string, Map<string, number>>();
  /** The entries of each epoch up to which a majority held the log, and since when. */
  private readonly safe = new Map<
    string,
    (Epoch & { readonly seq: number; readonly at: number })[]
  >();
  private voters: readonly string[] = [];
  private votersAt: Epoch & { readonly seq: number } = { term: 0, opening: 0, seq: 0 };
  /** How often a term began, after the first. */
  elections = 0;

  /** @param pace how much shorter all times are than in the product */
  constructor(private readonly pace: number) {}

  /**
   * @param id the member's
   * @param now in ms
   */
  see(name: string, id: string, event: MemberEvent, now: number): void {
    if ('state' in event && event.state.hosting) this.hosting(name, event.state.hosting.term);
    if ('said' in event) this.keep(`${name}: ${event.said}`, now);
    if ('entry' in event) this.entry(name, event.entry, now);
    if ('voters' in event && compare(event.voters, this.votersAt) > 0) {
      this.voters = event.voters.members;
      this.votersAt = event.voters;
    }
    if ('held' in event) this.holds(id, event.held, now);
  }

  /** How many entries a majority has held for certain, at least. */
  get safeEntries(): number {
    return Math.max(0, ...Array.from(this.safe.values(), (marks) => marks.at(-1)?.seq ?? 0));
  }

  /** A member loses what its disk hasn't synced. */
  losesPower(name: string, now: number): void {
    const isSynced = (at: number) => now - at > syncMs * this.pace;
    for (const [content, at] of this.kept) {
      if (isSynced(at) || !content.startsWith(`${name}: `)) continue;
      this.kept.delete(content);
      this.excused.add(content);
    }
    // A host counts an entry only when its own disk has it, too.
    for (const [key, marks] of this.safe) {
      if (this.hosts.get(marks[0]?.term ?? 0) !== name) continue;
      this.held.delete(key);
      this.safe.set(
        key,
        marks.filter(({ at }) => isSynced(at)),
      );
    }
  }

  /** Checks the logs of all members once everything is repaired. @throws {Violation} */
  check(logs: readonly { readonly name: string; readonly dump: RoomDump }[]): void {
    const [first] = logs;
    if (!first) return;
    const expected = first.dump.view.map(textOf);
    for (const { name, dump } of logs) {
      const view = dump.view.map(textOf);
      this.compare(`${name} and ${first.name} see`, view, expected);
      const stored = dump.disk.filter(isMessage).map(textOf);
      this.compare(
        `${name}'s disk and window have`,
        stored,
        dump.view.filter(isMessage).map(textOf),
      );
      this.checkSafe(dump.disk);
    }
    this.checkMessages(first.dump.view);
  }

  private hosting(name: string, term: number): void {
    const host = this.hosts.get(term) ?? name;
    if (host !== name) throw new Violation(`${host} and ${name} both host term ${term}`);
    if (!this.hosts.has(term) && term > 1) this.elections += 1;
    this.hosts.set(term, host);
  }

  private keep(content: string, now: number): void {
    if (!this.kept.has(content) && !this.excused.has(content)) this.kept.set(content, now);
  }

  private entry(name: string, { content, seq, ...epoch }: NumberedEntry, now: number): void {
    const place = `${epochText(epoch)}/${seq}`;
    const before = this.contents.get(place) ?? content;
    if (before !== content) {
      throw new Violation(`entry ${place} is “${content}” for ${name}, and was “${before}”`);
    }
    this.contents.set(place, content);
    if (isMessage({ content })) this.keep(content, now);
  }

  /** A member is about to tell its hub that its disk has the log up to this entry. */
  private holds(
    id: string,
    { hubTerm, seq, ...epoch }: Epoch & { readonly seq: number; readonly hubTerm: number },
    at: number,
  ): void {
    // A host can't count entries of earlier terms by themselves.
    if (epoch.term !== hubTerm) return;
    const key = epochText(epoch);
    const held = this.held.get(key) ?? new Map<string, number>();
    this.held.set(key, held);
    held.set(id, Math.max(seq, held.get(id) ?? 0));
    const others = this.voters.flatMap((voter) => held.get(voter) ?? []).sort((a, b) => b - a);
    // The host has them, too: it writes entries before it sends them.
    const safe = others[Math.floor(this.voters.length / 2) - 1];
    const marks = this.safe.get(key) ?? [];
    if (safe === undefined || safe <= (marks.at(-1)?.seq ?? 0)) return;
    this.safe.set(key, [...marks, { ...epoch, seq: safe, at }]);
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
    for (const marks of this.safe.values()) {
      const newest = marks.at(-1);
      if (!newest) continue;
      const { at: _, seq, ...epoch } = newest;
      if (seq < (log[0]?.seq ?? 0)) continue;
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
    for (const content of this.kept.keys()) {
      if (!times.has(content)) throw new Violation(`“${content}” is lost`);
    }
    for (const [content, count] of times) {
      if (count > 1 && isMessage({ content })) {
        throw new Violation(`“${content}” is in the log ${count} times`);
      }
    }
  }
}

function compare(a: Epoch & { readonly seq: number }, b: Epoch & { readonly seq: number }): number {
  return a.term - b.term || a.opening - b.opening || a.seq - b.seq;
}

function isMessage({ content }: Pick<NumberedEntry, 'content'>): boolean {
  return content.includes(': ');
}

function epochText({ term, opening }: Epoch): string {
  return `${term}.${opening}`;
}

function textOf({ content, seq, ...epoch }: NumberedEntry): string {
  return `${epochText(epoch)}/${seq} ${content}`;
}
