import * as v from 'valibot';
import type { ByeCode } from '../../protocol/codes';
import { decodeToHub } from '../../protocol/decode';
import { encodeFrame } from '../../protocol/encode';
import { protocolVersion, toHub } from '../../protocol/frames';
import type { LogPosition } from '../../protocol/transport';
import { DisposableStore } from '../../util/disposable';
import type { HubAccessControl } from './access-control';
import type { FrameSocket, FrameSocketOptions } from './frame-socket';

/** Who somebody has proved to be. */
export type Claim =
  /** Holds the invite, and would like this name. */
  | { readonly type: 'join'; readonly name: string }
  /** Holds this member's key, and the log up to this position. */
  | {
      readonly type: 'resume';
      readonly member: string;
      readonly name: string;
      readonly position: LogPosition;
    };

export type Verdict =
  | { readonly ok: true; readonly claim: Claim }
  | { readonly ok: false; readonly code: ByeCode };

/**
 * Waits for the first frame of a connection, and calls back once if it proves who sent it. Anything
 * else, or nothing in time, closes the connection. Whoever is called back subscribes to what follows.
 */
export function authenticate(
  socket: FrameSocket,
  access: HubAccessControl,
  { clock, limits }: FrameSocketOptions,
  onProven: (claim: Claim) => void,
): void {
  const store = new DisposableStore();
  const refuse = (code: ByeCode) => {
    store.dispose();
    void socket.close(encodeFrame({ type: 'bye', code }));
  };
  store.add(clock.after(limits.authenticationMs, () => refuse('timed-out')));
  store.add(socket.onEnd(() => store.dispose()));
  store.add(socket.onProblem(({ code }) => refuse(code)));
  store.add(
    socket.onLine((line) => {
      const verdict = judge(line, access, limits.jsonDepth);
      if (!verdict.ok) {
        refuse(verdict.code);
        return;
      }
      store.dispose();
      onProven(verdict.claim);
    }),
  );
}

/** Whether the first line of a connection proves that its sender may come in. */
export function judge(line: string, access: HubAccessControl, jsonDepth: number): Verdict {
  const decoded = decodeToHub(line, jsonDepth);
  if (!decoded.ok) {
    const { code } = decoded;
    return refused(code === 'bad-json' || code === 'too-deep' ? code : faultOf(JSON.parse(line)));
  }
  const { frame } = decoded;
  if (frame.type !== 'join' && frame.type !== 'resume') return refused('not-authenticated');
  if (frame.version !== protocolVersion) return refused('other-version');
  if (frame.type === 'resume') {
    const { type, member, key, last, epoch, earlier, name = '' } = frame;
    return access.knowsKey(member, key)
      ? { ok: true, claim: { type, member, name, position: { last, epoch, earlier } } }
      : refused('bad-key');
  }
  // Who has no token learns nothing else.
  if (!access.knowsToken(frame.token)) return refused('bad-token');
  if (access.locked) return refused('room-locked');
  return { ok: true, claim: { type: 'join', name: frame.name } };
}

/** Matches what may be the claim of a version whose other fields are unknown here. */
const anyClaim = v.object({
  type: v.picklist(['join', 'resume']),
  version: v.optional(v.unknown()),
  token: v.optional(v.unknown()),
  member: v.optional(v.unknown()),
  key: v.optional(v.unknown()),
});

/** What is wrong with a first frame that is none of ours. */
function faultOf(value: unknown): ByeCode {
  if (!v.is(anyClaim, value)) return 'not-authenticated';
  const { version, token, member, key } = value;
  if (typeof version === 'number' && version !== protocolVersion) return 'other-version';
  // Half an invite was pasted, say: that is worth a word of its own.
  if (value.type === 'join') {
    return v.is(toHub.join.entries.token, token) ? 'not-authenticated' : 'bad-token';
  }
  const whole = v.is(toHub.resume.entries.member, member) && v.is(toHub.resume.entries.key, key);
  return whole ? 'not-authenticated' : 'bad-key';
}

function refused(code: ByeCode): Verdict {
  return { ok: false, code };
}
