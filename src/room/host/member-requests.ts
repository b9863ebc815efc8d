import type { GuestLink, GuestRequest } from '../../protocol/guest-link';
import { decide } from '../decisions/decide';
import type { RoomRequest } from '../log/journal';
import type { HostClass } from './host-class';
import type { HostControls } from './host-controls';
import type { HostFiles } from './host-files';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';
import type { HostSuccession } from './host-succession';
import type { LogWriter } from './log-writer';
import { MemberRules } from './member-rules';
import type { SeatedGuest } from './seats';

type SayRequest = Extract<GuestRequest, { readonly type: 'say' }>;
type Nudge = Extract<GuestRequest, { readonly type: 'nudge' }>;

export interface MemberRequestsDeps {
  readonly state: HostState;
  readonly people: HostMembers;
  readonly writer: LogWriter;
  /** Only in an invite room. */
  readonly files: HostFiles | undefined;
  /** Only in an invite room. */
  readonly controls: HostControls | undefined;
  readonly succession: HostSuccession | undefined;
  /** Only in a room that has helpers. */
  readonly classroom: HostClass | undefined;
}

/** Handles what the members of a hosted room send. */
export class MemberRequests {
  constructor(private readonly deps: MemberRequestsDeps) {}

  /** Ignores a guest that has no seat. */
  handle(guest: GuestLink, request: GuestRequest): void {
    const { classroom, people, state } = this.deps;
    const member = people.of(guest);
    if (!member || state.over) return;
    switch (request.type) {
      case 'typing':
        // What it writes goes to the helpers first: when it writes must not tell others whose question that is.
        if (classroom?.refusesToSay(member.id, false) === undefined) {
          people.report(member.id, request);
        }
        break;
      case 'received':
      case 'presence':
        people.report(member.id, request);
        break;
      case 'nudge':
        this.handleNudge(member, guest, request);
        break;
      case 'offer':
        if (classroom) classroom.offer(member.id, request.at);
        else this.deps.succession?.successors.offer(member.id, request.at);
        break;
      case 'held':
        this.deps.succession?.held(member.id, request.seq);
        break;
      case 'say':
        this.handleMessage(member, guest, request);
        break;
      case 'ask':
      case 'request':
      case 'serve':
      case 'answer':
      case 'admit':
      case 'tell':
      case 'lines':
      case 'publish':
        if (classroom) classroom.handle(member, guest, request);
        else guest.tell({ type: 'refused', code: 'unknown-type', id: request.id });
        break;
      default:
        this.decide(member, guest, request);
    }
  }

  private handleNudge(member: SeatedGuest, guest: GuestLink, { id, member: to }: Nudge): void {
    const result = this.deps.controls?.passNudge(member.id, to) ?? 'not-here';
    if (result === 'passed-on') guest.tell({ type: 'nudged', id });
    else guest.tell({ type: 'refused', code: result, id });
  }

  private handleMessage(member: SeatedGuest, guest: GuestLink, said: SayRequest): void {
    // A lab client's message has no id, and only its link limits it.
    if (hasId(said)) {
      this.decide(member, guest, said);
      return;
    }
    const { writer } = this.deps;
    const { id: author, name } = member;
    const { text, continues, transit } = said;
    // Nearly all messages are only text; spreading nothing costs as much as the rest of numbering them.
    if (!continues && !transit) {
      writer.record({ type: 'message', author, name, id: '', text }, guest);
      return;
    }
    const extras = { ...(continues && { continues }), ...(transit && { transit }) };
    writer.record({ type: 'message', author, name, id: '', text, ...extras }, guest);
  }

  private decide(member: SeatedGuest, guest: GuestLink, request: RoomRequest): void {
    const { writer } = this.deps;
    if (writer.isRepeat(member.id, request.id)) return;
    const rules = new MemberRules(member.id, this.deps);
    const decision = decide(member, request, writer.messages, rules);
    if (decision.type === 'refused') guest.tell(decision);
    else writer.record(decision, guest, request.id);
    // Commit now, because the next name depends on this one.
    if (decision.type === 'renamed') writer.commit();
  }
}

function hasId(said: SayRequest): said is SayRequest & { readonly id: string } {
  return said.id !== undefined;
}
