import { canBeApplied, cardPaths } from '../protocol/card-rules';
import type { LogEntry, MessageEntry } from '../room/log/log-entry';
import { cardTitle } from '../strings/card-text';
import { kindText } from '../strings/kind-text';
import { authorText } from '../strings/message-text';
import type { Translate } from '../strings/translate';
import { referencesIn } from '../text/blocks';
import { appliedText, type ChatToExport, type RecordItem } from './chat-record';

/** A pause longer than this doesn't count as time in the chat, in ms. */
export const maxPauseMs = 30 * 60_000;

/** Maximum number of files counted: texts can name any number of them. */
const maxFiles = 5000;

/** What happened in a chat, from its entries. */
export interface ChatSummary {
  /** The times of the first and the last entry, in ms since the Unix epoch; absent without entries. */
  readonly period: { readonly from: number; readonly to: number } | undefined;
  /** The time without pauses of over 30 minutes, in ms. */
  readonly activeMs: number;
  /** Who spoke, in the order in which they began, by their latest names. */
  readonly people: readonly {
    readonly id: string;
    readonly name: string;
    readonly messages: number;
  }[];
  /** The files that messages are about, the most frequent first. */
  readonly files: readonly { readonly path: string; readonly messages: number }[];
  /** The messages with patches. */
  readonly patches: readonly MessageEntry[];
}

/** Collects a {@link ChatSummary}; call {@link add} with each item in order. */
export class SummaryCollector {
  private from: number | undefined;
  private to = 0;
  private activeMs = 0;
  private readonly people = new Map<string, { name: string; messages: number }>();
  private readonly files = new Map<string, number>();
  private readonly patches: MessageEntry[] = [];

  add(item: RecordItem): void {
    this.addTime(item.entry);
    if (item.kind !== 'message') return;
    const { entry, blocks } = item;
    const { anonymous, author, authorName, card } = entry;
    // What was published without its student's name isn't from who published it.
    if (!anonymous) {
      const messages = (this.people.get(author)?.messages ?? 0) + 1;
      this.people.set(author, { name: authorName, messages });
    }
    const paths = new Set(card ? cardPaths(card).map(plainPath) : []);
    for (const { path } of referencesIn(blocks)) paths.add(plainPath(path));
    for (const path of paths) {
      const count = this.files.get(path) ?? 0;
      if (count > 0 || this.files.size < maxFiles) this.files.set(path, count + 1);
    }
    if (card && canBeApplied(card)) this.patches.push(entry);
  }

  get summary(): ChatSummary {
    const { activeMs, from, patches, to } = this;
    return {
      period: from === undefined ? undefined : { from, to },
      activeMs,
      people: Array.from(this.people, ([id, person]) => ({ id, ...person })),
      files: mergedFiles(this.files),
      patches,
    };
  }

  /** A guest's clock may be behind its host's, so times may go back. */
  private addTime({ time }: LogEntry): void {
    if (this.from !== undefined) {
      const pause = time - this.to;
      if (pause > 0 && pause <= maxPauseMs) this.activeMs += pause;
    }
    this.from = Math.min(this.from ?? time, time);
    this.to = Math.max(this.to, time);
  }
}

function plainPath(path: string): string {
  return path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
}

/** Counts a file that is named only in part with the one whose path ends like that, if there is one only. */
function mergedFiles(counts: ReadonlyMap<string, number>): ChatSummary['files'] {
  const merged = new Map(counts);
  const byEnding = new Map<string, string | undefined>();
  for (const path of counts.keys()) {
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      const ending = path.slice(at + 1);
      byEnding.set(ending, byEnding.has(ending) ? undefined : path);
    }
  }
  // The shortest first, so that what it is merged into can be merged in turn.
  for (const path of [...counts.keys()].sort((a, b) => a.length - b.length)) {
    const longer = byEnding.get(path);
    if (longer === undefined || longer === path) continue;
    merged.set(longer, (merged.get(longer) ?? 0) + (merged.get(path) ?? 0));
    merged.delete(path);
  }
  return Array.from(merged, ([path, messages]) => ({ path, messages })).sort(
    (a, b) => b.messages - a.messages,
  );
}

/** Maximum number of files listed for people; JSON has all. */
const maxListedFiles = 40;

/** A row of the summary at the top of a document: words, or paths of files, or several lines. */
export interface SummaryRow {
  readonly label: string;
  readonly kind: 'words' | 'paths' | 'lines';
  readonly values: readonly string[];
}

/** The summary in words, for the top of a document. */
export function summaryRows(
  summary: ChatSummary,
  { room, members, language, timeZone, now }: ChatToExport,
  t: Translate,
): readonly SummaryRow[] {
  const { period, activeMs, people, files, patches } = summary;
  const format = new Intl.DateTimeFormat(language, {
    ...{ dateStyle: 'medium', timeStyle: 'short' },
    timeZone,
  });
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const rows: (SummaryRow | false | undefined)[] = [
    room && words(t('Room'), kindText(room.kind, t).label),
    period && words(t('Time'), format.formatRange(period.from, period.to)),
    activeMs > 0 &&
      words(
        t('Duration'),
        t('{0}, not counting breaks of more than 30 minutes', durationText(activeMs, language)),
      ),
    people.length > 0 &&
      words(
        t('People who spoke'),
        list.format(people.map(({ name, messages }) => countedText(name, messages, language, t))),
      ),
    files.length > 0 && {
      label: t('Files'),
      kind: 'paths',
      values: files.slice(0, maxListedFiles).map(({ path }) => path),
    },
    files.length > maxListedFiles &&
      words(t('More files'), (files.length - maxListedFiles).toLocaleString(language)),
    patches.length > 0 && {
      label: t('Patches'),
      kind: 'lines',
      values: patches.map((patch) => patchSummary(patch, members, format, t)),
    },
    words(t('Exported'), format.format(now)),
  ];
  return rows.filter((row) => row !== undefined && row !== false);
}

function words(label: string, value: string): SummaryRow {
  return { label, kind: 'words', values: [value] };
}

function countedText(name: string, messages: number, language: string, t: Translate): string {
  return messages === 1
    ? t('{0} (1 message)', name)
    : t('{0} ({1} messages)', name, messages.toLocaleString(language));
}

/** A patch, and who applied it. */
function patchSummary(
  message: MessageEntry,
  members: ChatToExport['members'],
  format: Intl.DateTimeFormat,
  t: Translate,
): string {
  const { card, time } = message;
  const title = card ? cardTitle(card, t) : '';
  const paths = card ? cardPaths(card).join(', ') : '';
  const by = appliedText(message, members, t);
  const outcome = by.length > 0 ? by.join(' · ') : t('no one reported applying it');
  return t(
    '{0}, {1}: {2} ({3}) – {4}',
    authorText(message, t),
    format.format(time),
    title,
    paths,
    outcome,
  );
}

/** A duration in hours and minutes, at least one minute. */
function durationText(ms: number, language: string): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  const parts = [
    { unit: 'hour', value: Math.floor(minutes / 60) },
    { unit: 'minute', value: minutes % 60 },
  ].filter(({ value }) => value > 0);
  const list = new Intl.ListFormat(language, { type: 'unit', style: 'long' });
  return list.format(
    parts.map(({ unit, value }) =>
      new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value),
    ),
  );
}
