import type { FileId } from '../../protocol/card';
import type { RefusalCode } from '../../protocol/net-error';
import { mayPin } from '../../protocol/room-kinds';
import type { Rules } from '../decisions/decide';
import type { HostClass } from './host-class';
import type { HostFiles } from './host-files';
import type { HostMembers } from './host-members';
import type { HostState } from './host-state';

/** The rules for a member of a hosted room, or for its host. */
export class MemberRules implements Rules {
  constructor(
    private readonly id: string,
    private readonly deps: {
      readonly state: HostState;
      readonly people: HostMembers;
      readonly files: HostFiles | undefined;
      readonly classroom: HostClass | undefined;
    },
  ) {}

  othersNames(): readonly string[] {
    return this.deps.people.namesExcept(this.id);
  }

  mayPin(): boolean {
    const { people, state } = this.deps;
    return mayPin(state.kind, this.id === people.host.id);
  }

  refusesToSay(isAnnouncement: boolean): RefusalCode | undefined {
    const { classroom } = this.deps;
    if (!classroom) return isAnnouncement ? 'not-a-helper' : undefined;
    return classroom.refusesToSay(this.id, isAnnouncement);
  }

  hasFile(file: FileId): boolean {
    return this.deps.files?.has(file, this.id) ?? false;
  }
}
