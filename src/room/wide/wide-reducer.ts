import { defaultFileLimits } from '../../protocol/file-limits';
import { cleanName } from '../../protocol/names';
import type { RoomEntry } from '../../protocol/room-entry';
import type { OpenedEntry, StreamEntry } from '../../protocol/wide';
import { memberLength, readAct, type WideAct } from '../../protocol/wide-acts';
import { type Draft, decide, type Refused, type Requester } from '../decisions/decide';
import { MessageIndex } from '../decisions/message-index';
import { RecentEntries } from './recent-entries';
import { type WideMember, WideMembers } from './wide-members';
import { WidePermissions, type WidePermissionsDeps } from './wide-permissions';

/** The last millisecond of the year 9999: journals take no later one. */
const lastTime = 253_402_300_799_999;

/** A move was refused, because its author didn't know that someone had just joined, or was removed. */
export const outdated = 'outdated';

/** An entry of the stream, and what it means. */
export interface Reduced {
  /** As members get it; an `unknown` one counts, and shows nothing. */
  readonly entry: RoomEntry;
  /** Whose request it is; undefined if it isn't genuine. */
  readonly request?: { readonly author: string; readonly id: string };
  readonly act?: WideAct;
  /** Why it doesn't count. */
  readonly refusal?: string;
  /** Its author, if nobody has heard of it here, or not under this name. */
  readonly introduced?: WideMember;
}

/** The move to another epoch. */
export interface Rekey {
  readonly seq: number;
  readonly epoch: number;
  readonly author: string;
  /** The sealed tokens, by member. */
  readonly tokens: ReadonlyMap<string, string>;
}

/** What an act means: nothing to show, unless it has an entry; it counts, unless there is a refusal. */
interface Meaning {
  readonly entry?: Draft;
  readonly refusal?: string;
  readonly introduced?: WideMember | undefined;
}

/** A request that hubs know, too. Who makes one without having joined becomes a member. */
export type HubAct = Extract<
  WideAct,
  { readonly type: 'say' | 'edit' | 'delete' | 'react' | 'rename' }
>;

/**
 * Turns the ordered, verified entries of a wide room into those of deskmate/1, and tracks what decisions depend on.
 *
 * 1. What it returns depends only on what was taken before, so all members who read the same entries agree.
 * 2. It decides by the same code as a hub.
 */
export class WideReducer {
  readonly members = new WideMembers();
  readonly permissions: WidePermissions;
  private readonly recent = new RecentEntries();
  private readonly messages = new MessageIndex(this.recent);
  private move: Rekey | undefined;
  private epoch = 1;
  /** Number of the entry with which someone became a member last. */
  private lastJoined = 0;
  /** Whether it has taken every entry of the room so far. */
  private isFromStart = true;
  /** The newest epoch that says which one it continues. */
  continued = 1;

  constructor(deps: WidePermissionsDeps) {
    this.permissions = new WidePermissions(deps);
  }

  /** Number of the last entry taken. */
  get last(): number {
    return this.recent.last;
  }

  /** How the present epoch ended; undefined as long as it hasn't. */
  get rekey(): Rekey | undefined {
    return this.move;
  }

  /** Why a hub would refuse this request, which isn't published yet; undefined if it wouldn't. */
  refusal(author: Requester, id: string, act: HubAct): Refused | undefined {
    const decided = this.decide(author, id, act, () => this.members.namesExcept(author.id));
    return decided.type === 'refused' ? decided : undefined;
  }

  /** Continues with the entries of this epoch. */
  begin(epoch: number): void {
    this.epoch = epoch;
    this.move = undefined;
    this.permissions.begin();
  }

  /** Continues after the entries up to this number, which the stream no longer has. */
  skip(to: number): void {
    if (to > this.last) this.isFromStart = false;
    this.recent.skip(to);
  }

  /** Takes the next entry. Undefined if it is one after the end of its epoch: its number is that of another one. */
  take(entry: StreamEntry): Reduced | undefined {
    if (this.move) return undefined;
    const { seq } = entry;
    if ('rejected' in entry) {
      this.note(seq);
      return { entry: silent(seq) };
    }
    this.permissions.meet(entry);
    const { author, id, time } = entry;
    const request = { author, id };
    const act = readAct(entry.act);
    const { entry: draft, introduced, refusal } = this.meaningOf(entry, act);
    const shown = draft ? numbered(draft, seq, time) : silent(seq);
    this.note(seq, shown, request);
    return {
      ...{ entry: shown, request },
      ...(act && { act }),
      ...(refusal !== undefined && { refusal }),
      ...(introduced && { introduced }),
    };
  }

  private note(seq: number, entry?: RoomEntry, request?: Reduced['request']): void {
    const known =
      entry?.type === 'message' ? { type: entry.type, author: entry.author } : undefined;
    const forgot = this.recent.add(seq, known, request);
    if (entry) this.messages.apply(entry);
    if (forgot) this.messages.forgetBefore(this.recent.first);
  }

  private meaningOf(entry: OpenedEntry, act: WideAct | undefined): Meaning {
    const { author, id } = entry;
    if (this.recent.has(author, id)) return { refusal: 'repeated' };
    if (!act) return { refusal: 'bad-frame' };
    return refused(this.permissions.refusal(author, act)) ?? this.apply(entry, act);
  }

  private apply(entry: OpenedEntry, act: WideAct): Meaning {
    const { members, permissions } = this;
    const { author, proof, seq } = entry;
    switch (act.type) {
      case 'join': {
        const before = members.get(author);
        const isFirst = this.isFromStart && this.lastJoined === 0;
        const { name } = members.join(author, entry.name, { box: act.box, joined: seq });
        // As a reader sees it who knows no older entries than the stream still has.
        const isKnown = before?.box !== undefined && before.joined >= this.recent.first;
        if (!isKnown) this.lastJoined = seq;
        if (before) return {};
        const opened = isFirst && author === permissions.ownerId && ({ opened: true } as const);
        return { entry: { type: 'joined', member: author, name, waited: false, ...opened } };
      }
      case 'leave': {
        const name = members.delete(author)?.name;
        if (name === undefined) return {};
        return { entry: { type: 'left', member: author, name, why: 'left' } };
      }
      case 'rules':
        return refused(permissions.learn(author, act, proof, seq)) ?? {};
      case 'repeat':
        return refused(permissions.repeat(act.entry, seq)) ?? {};
      case 'remove':
        return this.remove(entry, act);
      case 'rekey':
        return this.end(entry, act);
      case 'continues':
        if (!permissions.decides(author)) return { refusal: 'not-yours' };
        this.continued = this.epoch;
        return {};
      default:
        return this.request(entry, act);
    }
  }

  private remove(
    { author, name: said }: OpenedEntry,
    { member, reason }: Extract<WideAct, { type: 'remove' }>,
  ): Meaning {
    const by = { member: author, name: this.nameOf(author, said) };
    const refusal = this.permissions.remove(member, { reason, by });
    if (refusal) return { refusal };
    const name = this.members.delete(member)?.name;
    return name === undefined ? {} : { entry: { type: 'removed', member, name, reason, by } };
  }

  /** Ends the epoch. */
  private end(
    { author, id, name: said, seq }: OpenedEntry,
    { at, epoch, keys }: Extract<WideAct, { type: 'rekey' }>,
  ): Meaning {
    if (!this.permissions.decides(author)) return { refusal: 'not-yours' };
    if (epoch !== this.epoch + 1) return { refusal: 'bad-frame' };
    if (at !== undefined && at < this.lastJoined) return { refusal: outdated };
    const tokens = new Map(
      keys.map((key) => [key.slice(0, memberLength), key.slice(memberLength)]),
    );
    const isForRemoved = [...tokens.keys()].some(
      (member) => this.permissions.removal(member) !== undefined,
    );
    if (isForRemoved) return { refusal: outdated };
    this.move = { seq, epoch, author, tokens };
    return { entry: { type: 'rekeyed', author, name: this.nameOf(author, said), id } };
  }

  /** A member's name here, or what someone calls itself who isn't known here. */
  private nameOf(author: string, said: string): string {
    return this.members.get(author)?.name ?? cleanName(said);
  }

  private request({ author, id, name: said }: OpenedEntry, act: HubAct): Meaning {
    const { members } = this;
    const known = members.get(author);
    // A member's rename says the new name as its request does, and the entry says it in the log.
    const isRename = known !== undefined && act.type === 'rename';
    const introduced = isRename ? undefined : members.introduce(author, said);
    const name = (introduced ?? known)?.name ?? '';
    // A name that is taken gets a number.
    const decided = this.decide({ id: author, name }, id, act, () => []);
    if (decided.type === 'refused') return { refusal: decided.code, introduced };
    if (decided.type !== 'renamed') return { entry: decided, introduced };
    return { entry: { ...decided, name: members.rename(author, decided.name).name }, introduced };
  }

  private decide(
    author: Requester,
    id: string,
    act: HubAct,
    othersNames: () => readonly string[],
  ): Draft | Refused {
    const place = act.type === 'say' ? act.file : undefined;
    return decide(author, { ...act, id }, this.messages, {
      othersNames,
      mayPin: () => this.permissions.decides(author.id),
      refusesToSay: () => undefined,
      hasFile: ({ size }) =>
        place !== undefined && place.epoch <= this.epoch && size <= defaultFileLimits.fileBytes,
    });
  }
}

/** What an act means that is refused for this reason; undefined if there is none. */
function refused(refusal: string | undefined): Meaning | undefined {
  return refusal === undefined ? undefined : { refusal };
}

/** An entry that shows nothing. */
function silent(seq: number): RoomEntry {
  return { type: 'unknown', seq, json: `{"type":"wide","seq":${seq}}` };
}

function numbered(draft: Draft, seq: number, time: number): RoomEntry {
  const { type, ...rest } = draft;
  const clamped = Math.min(Math.max(0, Math.floor(time)), lastTime);
  return { type, seq, time: clamped, ...rest } as RoomEntry;
}
