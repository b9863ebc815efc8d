import type { GuestLink } from '../../protocol/guest-link';
import type { LinkEnd } from '../../protocol/net-error';
import { traitsOf } from '../../protocol/room-kinds';
import type { HostAdmission } from './host-admission';
import type { HostClass } from './host-class';
import type { HostFiles } from './host-files';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';
import type { HostSuccession } from './host-succession';
import type { HostWeather } from './host-weather';
import type { LogWriter } from './log-writer';
import type { SeatedGuest, WaitingLine } from './seats';

export interface DeparturesDeps {
  readonly state: HostState;
  readonly people: HostMembers;
  readonly writer: LogWriter;
  readonly line: WaitingLine;
  readonly admission: HostAdmission;
  readonly files: HostFiles | undefined;
  readonly weather: HostWeather | undefined;
  readonly succession: HostSuccession | undefined;
  readonly classroom: HostClass | undefined;
  /** Called when the room has no one left to be for. */
  close(): void;
  onChange(): void;
}

/** Why a member is no longer in the room. */
type WhyLeft = 'left' | 'lost' | 'slow';

/**
 * Removes guests who leave. A member whose connection broke keeps its seat for a while, if it can come back as the
 * same member.
 */
export class Departures {
  constructor(private readonly deps: DeparturesDeps) {}

  /** Handles the end of a guest's connection. */
  lose(guest: GuestLink, end: LinkEnd): void {
    const { state, people, writer, line, succession, onChange } = this.deps;
    if (state.over) return;
    line.remove(guest);
    const member = people.of(guest);
    if (member) succession?.lost(member.id);
    if (member) this.deps.classroom?.lost(member.id);
    // The next host notices that it is gone.
    if (writer.isFrozen) return;
    const why = whyLeft(end);
    if (member && guest.canReturn && why !== 'left') {
      people.awaitReturn(member.id, () => this.giveUp(member.id, why));
    } else if (member) this.remove(member, why);
    onChange();
  }

  /** Removes a member that has been away for too long. */
  giveUp(id: string, why: 'lost' | 'slow'): void {
    const { people, writer, onChange } = this.deps;
    const member = people.get(id);
    if (member && !writer.isFrozen) this.remove(member, why);
    onChange();
  }

  /** Removes a member from the room, and fills the seat. */
  remove({ id, name }: SeatedGuest, why: WhyLeft): void {
    const { state, people, writer, admission, files, weather, succession, close } = this.deps;
    people.vacate(id, state.byInvite);
    files?.drop(id);
    weather?.forget(id);
    writer.record({ type: 'left', member: id, name, why });
    if (why === 'left') succession?.successors.withdraw(id);
    else succession?.successors.vanished(id);
    if (traitsOf(state.kind).endsWithGuest) close();
    else admission.fillSeats();
  }
}

function whyLeft(end: LinkEnd): WhyLeft {
  if (end.reason !== 'lost') return 'left';
  return end.error.code === 'too-slow' ? 'slow' : 'lost';
}
