import type { LinkEnd } from '../../protocol/net-error';
import { traitsOf } from '../../protocol/room-kinds';
import type { GuestLink } from '../../protocol/transport';
import type { HandOver } from './hand-over';
import type { HostAdmission } from './host-admission';
import type { HostFiles } from './host-files';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';
import type { HostWeather } from './host-weather';
import type { LogWriter } from './log-writer';
import type { SeatedGuest, WaitingLine } from './seats';
import type { Successors } from './successors';

export interface DeparturesDeps {
  readonly state: HostState;
  readonly people: HostMembers;
  readonly writer: LogWriter;
  readonly line: WaitingLine;
  readonly admission: HostAdmission;
  readonly files: HostFiles | undefined;
  readonly weather: HostWeather | undefined;
  readonly successors: Successors | undefined;
  readonly handOver: HandOver | undefined;
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
  /** What to do about those who left while the room was being handed over, when nothing could be numbered. */
  private readonly missed: (() => void)[] = [];

  constructor(private readonly deps: DeparturesDeps) {}

  /** Handles the end of a guest's connection. */
  lose(guest: GuestLink, end: LinkEnd): void {
    const { state, people, writer, line, handOver, onChange } = this.deps;
    if (state.over) return;
    line.remove(guest);
    const member = people.of(guest);
    if (writer.isFrozen) {
      this.missed.push(() => this.lose(guest, end));
      if (member) handOver?.lost(member.id);
      return;
    }
    const why = whyLeft(end);
    if (member && guest.canReturn && why !== 'left') {
      people.awaitReturn(member.id, () => this.giveUp(member.id, why));
    } else if (member) this.remove(member, why);
    onChange();
  }

  /** Handles those who left during a hand-over that didn't succeed. */
  resume(): void {
    for (const handle of this.missed.splice(0)) handle();
  }

  /** Removes a member that has been away for too long. */
  giveUp(id: string, why: 'lost' | 'slow'): void {
    const { people, writer, onChange } = this.deps;
    const member = people.get(id);
    if (member && writer.isFrozen) {
      this.missed.push(() => this.giveUp(id, why));
      return;
    }
    if (member) this.remove(member, why);
    onChange();
  }

  /** Removes a member from the room, and fills the seat. */
  remove({ id, name }: SeatedGuest, why: WhyLeft): void {
    const { state, people, writer, admission, files, weather, successors, close } = this.deps;
    people.vacate(id, state.byInvite);
    files?.drop(id);
    successors?.forget(id);
    weather?.forget(id);
    writer.record({ type: 'left', member: id, name, why });
    if (traitsOf(state.kind).endsWithGuest) close();
    else admission.fillSeats();
  }
}

function whyLeft(end: LinkEnd): WhyLeft {
  if (end.reason !== 'lost') return 'left';
  return end.error.code === 'too-slow' ? 'slow' : 'lost';
}
