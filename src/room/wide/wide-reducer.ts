import { defaultFileLimits } from '../../protocol/file-limits';
import { cleanName, proposeName } from '../../protocol/names';
import type { RoomEntry } from '../../protocol/room-entry';
import type { OpenedEntry, StreamEntry, WideStream } from '../../protocol/wide';
import { memberLength, readAct, type WideAct, type WideRules } from '../../protocol/wide-acts';
import { type Draft, decide, type Requester, type Rules } from '../decisions/decide';
import { MessageIndex } from '../decisions/message-index';
import { RecentEntries } from './recent-entries';

/** The last millisecond of the year 9999: journals take no later one. */
const lastTime = 253_402_300_799_999;

/** A move was refused, because its author didn't know that someone had just joined. */
export const outdated = 'outdated';

/** A member of a wide room, as of the entries read. */
export interface WideMember {
  readonly id: string;
  /** As the others see it here: with a number if someone else has it. */
  readonly name: string;
  /** The name that the member gives. */
  readonly said: string;
  /** Its public X25519 key; undefined if the stream no longer has its `join`. */
  readonly box?: string;
  /** Number of its newest `join`; 0 if the stream no longer has it. */
  readonly joined: number;
}

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

/** The rules that hold, and the entry that said so last. */
export interface KnownRules {
  readonly rules: WideRules;
  /** Number of the newest entry with them: `rules`, or a `repeat` of it. */
  readonly seq: number;
  /** The entry with them, to be published again. */
  readonly proof: string;
}

export interface WideReducerDeps {
  /** The owner's public signing key. */
  readonly pin: string;
  /** See {@link WideStream.open}. */
  readonly open: WideStream['open'];
}

/** The acts with which people who haven't joined become members. */
const introducing: ReadonlySet<WideAct['type']> = new Set([
  'say',
  'edit',
  'delete',
  'react',
  'rename',
]);

/** What an act means: an entry's content, `silent` for one that counts and shows nothing, or why it doesn't count. */
type Outcome = Draft | 'silent' | { readonly refusal: string };

/**
 * Turns the ordered, verified entries of a wide room into those of deskmate/1, and tracks what decisions depend on.
 *
 * 1. What it returns depends only on what was taken before, so all members who read the same entries agree.
 * 2. It decides by the same code as a hub.
 */
export class WideReducer {
  private readonly people = new Map<string, WideMember>();
  private readonly recent = new RecentEntries();
  private readonly messages = new MessageIndex(this.recent);
  private known: KnownRules | undefined;
  /** Who was removed in this epoch, with the reason. */
  private readonly out = new Map<string, string>();
  private move: Rekey | undefined;
  private owner: string | undefined;
  private epoch = 1;
  /** Number of the entry with which someone became a member last. */
  private lastJoined = 0;
  /** The newest epoch that says which one it continues. */
  continued = 1;

  constructor(private readonly deps: WideReducerDeps) {}

  /** Number of the last entry taken. */
  get last(): number {
    return this.recent.last;
  }

  /** The members, in the order in which they joined or were introduced. */
  get members(): readonly WideMember[] {
    return [...this.people.values()];
  }

  get memberCount(): number {
    return this.people.size;
  }

  /** Id of the owner; undefined as long as nothing of it was read. */
  get ownerId(): string | undefined {
    return this.owner;
  }

  get rules(): KnownRules | undefined {
    return this.known;
  }

  /** How the present epoch ended; undefined as long as it hasn't. */
  get rekey(): Rekey | undefined {
    return this.move;
  }

  member(id: string): WideMember | undefined {
    return this.people.get(id);
  }

  /** Whether someone was removed in this epoch, so that the room has to move on. */
  get hasRemoved(): boolean {
    return this.out.size > 0;
  }

  /** Why this member was removed in this epoch; undefined if it wasn't. */
  removal(id: string): string | undefined {
    return this.out.get(id);
  }

  isModerator(id: string): boolean {
    return this.known?.rules.moderators.some(({ member }) => member === id) ?? false;
  }

  /** Whether the rules let this member write, and come in. */
  mayWrite(id: string): boolean {
    if (id === this.owner) return true;
    if (this.out.has(id)) return false;
    const rules = this.known?.rules;
    return !rules?.locked || this.isModerator(id) || (rules.members?.includes(id) ?? false);
  }

  /** Why this member can't make this request now; undefined if it can. For requests that aren't published yet. */
  problem(author: Requester, act: WideAct): string | undefined {
    const outcome = this.judge(author, act, 'now');
    return typeof outcome === 'object' && 'refusal' in outcome ? outcome.refusal : undefined;
  }

  /** Continues with the entries of this epoch. */
  begin(epoch: number): void {
    this.epoch = epoch;
    this.move = undefined;
    this.out.clear();
  }

  /** Continues after the entries up to this number, which the stream no longer has. */
  skip(to: number): void {
    this.recent.skip(to);
  }

  /** Takes the next entry. Undefined if it is one after the end of its epoch: its number is that of another one. */
  take(entry: StreamEntry): Reduced | undefined {
    if (this.move) return undefined;
    const { seq } = entry;
    if ('rejected' in entry) {
      this.recent.add(seq, undefined);
      return { entry: silent(seq) };
    }
    const { author, id } = entry;
    const request = { author, id };
    if (entry.key === this.deps.pin) this.owner = author;
    const act = readAct(entry.act);
    const isRepeat = this.recent.has(author, id);
    const refusal = isRepeat ? 'repeated' : act ? this.refusalOf(author, act) : 'bad-frame';
    if (!act || refusal !== undefined) {
      this.note(seq, undefined, request);
      return { entry: silent(seq), request, ...(act && { act }), refusal: refusal ?? 'bad-frame' };
    }
    const introduced = this.introduce(entry, act);
    const outcome = this.apply(entry, act);
    if (typeof outcome === 'object' && 'refusal' in outcome) {
      this.note(seq, undefined, request);
      const parts = { request, act, ...(introduced && { introduced }) };
      return { entry: silent(seq), ...parts, refusal: outcome.refusal };
    }
    const shown = outcome === 'silent' ? silent(seq) : numbered(outcome, seq, entry.time);
    this.note(seq, shown, request);
    return { entry: shown, request, act, ...(introduced && { introduced }) };
  }

  private note(seq: number, entry: RoomEntry | undefined, request: Reduced['request']): void {
    const known =
      entry?.type === 'message' ? { type: entry.type, author: entry.author } : undefined;
    const forgot = this.recent.add(seq, known, request);
    if (entry) this.messages.apply(entry);
    if (forgot) this.messages.forgetBefore(this.recent.first);
  }

  /** Why the rules don't let this author do this; undefined if they do. */
  private refusalOf(author: string, act: WideAct): string | undefined {
    // The owner's signature is in it, so it doesn't matter who publishes it.
    if (act.type === 'repeat' || this.mayWrite(author)) return undefined;
    return act.type === 'join' && !this.out.has(author) ? 'room-locked' : 'removed';
  }

  /** Makes the author of an entry a member, with the name it gives. Returns it if that is news. */
  private introduce({ author, name }: OpenedEntry, act: WideAct): WideMember | undefined {
    if (!introducing.has(act.type)) return undefined;
    const said = cleanName(name);
    const known = this.people.get(author);
    // A rename says the new name as its request does, and the entry says it in the log.
    if (known && (known.said === said || act.type === 'rename')) return undefined;
    return this.put(author, { joined: 0, ...known, said, name: said });
  }

  private apply(entry: OpenedEntry, act: WideAct): Outcome {
    const { author, seq } = entry;
    const member = this.people.get(author);
    switch (act.type) {
      case 'join': {
        const said = cleanName(entry.name);
        const { name } = this.put(author, { said, name: said, joined: seq, box: act.box });
        if (!member?.box) this.lastJoined = seq;
        return member ? 'silent' : { type: 'joined', member: author, name, waited: false };
      }
      case 'leave':
        this.people.delete(author);
        if (!member) return 'silent';
        return { type: 'left', member: author, name: member.name, why: 'left' };
      case 'rules':
        if (author !== this.owner) return { refusal: 'not-yours' };
        return this.learn(act, entry.proof, seq);
      case 'repeat':
        return this.takeRepeat(act.entry, seq);
      case 'remove':
        return this.remove(author, act.member, act.reason);
      case 'rekey': {
        if (!this.decides(author)) return { refusal: 'not-yours' };
        if (act.epoch !== this.epoch + 1) return { refusal: 'bad-frame' };
        if (act.at !== undefined && act.at < this.lastJoined) return { refusal: outdated };
        const tokens = new Map(
          act.keys.map((key) => [key.slice(0, memberLength), key.slice(memberLength)]),
        );
        this.move = { seq, epoch: act.epoch, author, tokens };
        return 'silent';
      }
      case 'continues':
        if (!this.decides(author)) return { refusal: 'not-yours' };
        this.continued = this.epoch;
        return 'silent';
      default: {
        const outcome = this.judge({ id: author, name: member?.name ?? '' }, act, entry.id);
        if (typeof outcome === 'object' && 'type' in outcome && outcome.type === 'renamed') {
          const { name } = this.put(author, { joined: 0, ...member, said: outcome.name, name: '' });
          return { ...outcome, name };
        }
        return outcome;
      }
    }
  }

  /** What a request means that hubs know, too. */
  private judge(author: Requester, act: WideAct, id: string): Outcome {
    switch (act.type) {
      case 'say':
      case 'edit':
      case 'delete':
      case 'react':
      case 'rename': {
        const decided = decide(
          author,
          { ...act, id },
          this.messages,
          this.rulesFor(author.id, act),
        );
        return decided.type === 'refused' ? { refusal: decided.code } : decided;
      }
      default:
        return 'silent';
    }
  }

  private rulesFor(id: string, act: WideAct): Rules {
    const place = act.type === 'say' ? act.file : undefined;
    return {
      // A name that is taken gets a number.
      othersNames: () => [],
      mayPin: () => this.decides(id),
      refusesToSay: () => undefined,
      hasFile: ({ size }) =>
        place !== undefined && place.epoch <= this.epoch && size <= defaultFileLimits.fileBytes,
    };
  }

  /** Whether this member decides about others: the owner, or a moderator. */
  decides(id: string): boolean {
    return id === this.owner || this.isModerator(id);
  }

  private takeRepeat(proof: string, seq: number): Outcome {
    const opened = this.deps.open(proof);
    const act = opened && readAct(opened.act);
    if (opened?.key !== this.deps.pin || act?.type !== 'rules') return { refusal: 'bad-frame' };
    this.owner = opened.author;
    const version = this.known?.rules.version ?? 0;
    if (act.version === version && this.known) this.known = { ...this.known, seq };
    return act.version === version ? 'silent' : this.learn(act, proof, seq);
  }

  private learn(rules: WideRules, proof: string, seq: number): Outcome {
    if (rules.version <= (this.known?.rules.version ?? 0)) return { refusal: 'bad-frame' };
    this.known = { rules, seq, proof };
    return 'silent';
  }

  private remove(author: string, target: string, reason: string): Outcome {
    const isProtected =
      target === this.owner || (author !== this.owner && this.isModerator(target));
    if (!this.decides(author) || isProtected) return { refusal: 'not-yours' };
    const member = this.people.get(target);
    this.out.set(target, reason);
    this.people.delete(target);
    if (!member) return 'silent';
    return { type: 'removed', member: target, name: member.name, reason };
  }

  private put(id: string, member: Omit<WideMember, 'id'>): WideMember {
    const before = this.people.get(id);
    const isSame = before?.said === member.said;
    const name = isSame ? before.name : proposeName(member.said, this.namesExcept(id));
    const put = { ...member, id, name };
    this.people.set(id, put);
    return put;
  }

  private namesExcept(id: string): readonly string[] {
    return [...this.people.values()].filter((each) => each.id !== id).map(({ name }) => name);
  }
}

/** An entry that counts, and shows nothing. */
function silent(seq: number): RoomEntry {
  return { type: 'unknown', seq, json: `{"type":"wide","seq":${seq}}` };
}

function numbered(draft: Draft, seq: number, time: number): RoomEntry {
  const { type, ...rest } = draft;
  const clamped = Math.min(Math.max(0, Math.floor(time)), lastTime);
  return { type, seq, time: clamped, ...rest } as RoomEntry;
}
