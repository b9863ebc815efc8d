import { entryJson, timestamp } from '../../export/entry-json';
import type { PrivateMessage } from '../../room/classroom';
import type { Delivery, LogEntry } from '../../room/log/log-entry';
import { logLimit } from '../../room/log/room-log';
import type { Connection, Member, SessionState } from '../../room/room';
import { eventText } from '../../strings/room-text';
import { BoundedMap } from '../../util/bounded-map';
import { safeJson } from '../safe-text';
import type { LineLanguage } from './plain-lines';

/** Writes a room as lines of JSON. docs/COMMAND-LINE.md describes them; programs rely on that page. */
export class JsonLines {
  /** Names of those who have spoken, by member id. */
  private readonly names = new BoundedMap<string, string>(logLimit);

  /** @param members the members of the room now */
  constructor(
    private readonly language: LineLanguage,
    private readonly members: () => readonly Pick<Member, 'id' | 'name'>[],
  ) {}

  /**
   * An entry, or undefined if nothing in its line has changed.
   * @param before the entry when it was written last
   */
  entry(entry: LogEntry, before: LogEntry | undefined): string | undefined {
    if (entry.kind === 'message') this.names.set(entry.author, entry.authorName);
    const line = this.line(entry);
    return before && this.line(before) === line ? undefined : line;
  }

  /** A private message of a class: it isn't in the log. */
  privateMessage(message: PrivateMessage): string {
    const { anonymous, student, id, author, name, own, time, text, card } = message;
    const head = { type: 'private', student, id, time: timestamp(time) };
    return safeJson({
      ...head,
      author,
      name,
      own,
      text,
      ...(card && { card }),
      ...(anonymous && { anonymous }),
    });
  }

  private nameOf(member: string): string | undefined {
    return this.members().find(({ id }) => id === member)?.name ?? this.names.get(member);
  }

  private line(entry: LogEntry): string {
    const { language, t } = this.language;
    const text = entry.kind === 'system' ? eventText(entry.event, language, t).text : '';
    const json = entryJson(entry, (member) => this.nameOf(member), text);
    const delivery = entry.kind === 'message' ? deliveryJson(entry.delivery) : undefined;
    return safeJson({ type: 'entry', ...json, ...(delivery && { delivery }) });
  }
}

/** A change of the connection. Once it is joined or hosting, the line has the room, and the user as a member of it. */
export function connectionLine(
  connection: Connection,
  { room, members }: Pick<SessionState, 'room' | 'members'>,
): string {
  const { kind } = connection;
  const self = members.find((member) => member.self);
  const isIn = kind === 'joined' || kind === 'hosting';
  return safeJson({
    type: 'connection',
    kind,
    ...('position' in connection && { position: connection.position }),
    ...('approval' in connection && { approval: connection.approval }),
    ...('error' in connection && { error: connection.error }),
    ...(isIn && room && { room: { kind: room.kind, name: room.name } }),
    ...(isIn && self && { self: { id: self.id, name: self.name } }),
  });
}

/** Lines that were left out because the reader was too slow. */
export function leftOutLine(count: number): string {
  return safeJson({ type: 'left-out', lines: count });
}

function deliveryJson(delivery: Delivery | undefined) {
  if (typeof delivery !== 'object') return delivery;
  const { received, of } = delivery;
  return { received, of };
}
