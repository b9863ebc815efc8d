import { cleanTopic } from '../../protocol/clean-frame';
import { fitsEntry, normalizeMessageText } from '../../protocol/message-text';
import { rosterKey } from '../../protocol/roster-names';
import type { ClassHostActions, ClassResult, Classroom, OpenRequest } from '../../room/classroom';
import { MessageError } from '../../room/message-error';
import { classRefusalText, requestRow } from '../../strings/class-text';
import { applicantNote } from '../../strings/roster-text';
import { dim, type Line } from './colors';
import { memberNamed } from './moderation-commands';
import { LineCommandError, type Talk } from './talk';

/** Makes a member a helper, or a student again. */
export function helper(talk: Talk, typed: string): void {
  const { t } = talk.io;
  const actions = hostActionsOf(talk);
  const { id, name, host } = memberNamed(talk, typed);
  const on = !host && !classOf(talk).rules.helpers.includes(id);
  if (!host && !actions.setHelper(id, on)) {
    throw new LineCommandError(t('This couldn’t be saved, or there are too many helpers.'));
  }
  talk.notice(on || host ? t('{0} is a helper now.', name) : t('{0} is a student again.', name));
}

/** Asks for help. */
export async function stuck(talk: Talk, typed: string): Promise<void> {
  const classroom = classOf(talk);
  check(await classroom.ask({ topic: cleanTopic(typed) }), talk);
}

/** Changes the user's own request. */
export async function change(talk: Talk, what: 'pause' | 'resume' | 'withdraw'): Promise<void> {
  check(await classOf(talk)[what](), talk);
}

/** Lists the requests in order, and who waits for the host. */
export function queue(talk: Talk): void {
  const { classTalk, io, now, print, session } = talk;
  const { t } = io;
  const classroom = classOf(talk);
  if (!classroom.isHelper) throw refused('not-a-helper', talk);
  const nameOf = (member: string) => session.state.members.find(({ id }) => id === member)?.name;
  const rows = classroom.queue.map((request): Line => {
    const { label, description } = requestRow(request, now(), t);
    const { helper: taker } = request;
    const taken =
      taker === undefined ? '' : ` (${t('Taken by {0}', nameOf(taker) ?? t('A helper'))})`;
    return ['  ', `${classTalk.numberOf(request)} ${label}`, dim(` · ${description}${taken}`)];
  });
  const applicants = session.state.waiting.flatMap(({ name, why }): Line[] =>
    why ? [['  ', name, dim(` (${applicantNote(why, t)})`)]] : [],
  );
  if (rows.length + applicants.length === 0) talk.notice(t('No one is waiting for help.'));
  print([...rows, ...applicants]);
}

/**
 * Takes a request, ends it or gives it back.
 * @param typed its number; may be empty for the only one that the user has taken
 */
export async function serve(
  talk: Talk,
  what: 'take' | 'done' | 'back',
  typed: string,
): Promise<void> {
  const classroom = classOf(talk);
  if (!classroom.isHelper) throw refused('not-a-helper', talk);
  check(await classroom.serve(what, requestOf(talk, what, typed)), talk);
}

function requestOf(talk: Talk, what: string, typed: string): OpenRequest {
  const { classTalk, io, session } = talk;
  const requests = classOf(talk).queue;
  const self = session.state.members.find((member) => member.self)?.id;
  const own = requests.filter((request) => request.helper === self);
  const [only] = own;
  if (typed === '' && only && own.length === 1) return only;
  const number = Number(typed.replace('#', ''));
  const found = requests.find((request) => classTalk.numberOf(request) === number);
  if (found) return found;
  throw new LineCommandError(
    io.t('There is no such request. {0} lists them; then type {1}.', '/queue', `/${what} N`),
  );
}

/** Writes to the helpers, or as a helper to a student, whose name is first. */
export function tell(talk: Talk, typed: string): void {
  const { t } = talk.io;
  const classroom = classOf(talk);
  const student = classroom.isHelper ? beginningName(talk, typed) : undefined;
  if (classroom.isHelper && !student) {
    throw new LineCommandError(t('Type it like this: {0}', '/private NAME TEXT'));
  }
  const text = normalizeMessageText(student ? student.rest : typed);
  if (text.trim() === '') throw new MessageError('empty');
  if (!fitsEntry(text, undefined)) throw new MessageError('too-long');
  if (!classroom.tell(text, { ...(student && { student: student.id }) }))
    throw new MessageError('queue-full');
}

/** Lets in a newcomer about whom the host decides, or turns them away. */
export function decide(talk: Talk, typed: string, admit: boolean): void {
  const { t } = talk.io;
  const actions = hostActionsOf(talk);
  const key = rosterKey(typed.replace(/^@/, ''));
  const found = talk.session.state.waiting.find(
    ({ name, applicant }) => applicant !== undefined && rosterKey(name) === key,
  );
  if (found?.applicant === undefined) {
    throw new LineCommandError(t('No one called “{0}” waits for you.', typed));
  }
  if (!admit) actions.turnAway(found.applicant);
  else if (!actions.admit(found.applicant)) {
    throw new LineCommandError(
      t('They couldn’t be let in: they’re gone, or the room and its line are full.'),
    );
  }
}

/** @throws {LineCommandError} outside a class */
function classOf({ classTalk, io: { t } }: Talk): Classroom {
  if (classTalk.room) return classTalk.room;
  throw new LineCommandError(t('This works in a class only.'));
}

/** @throws {LineCommandError} for everyone but the host */
function hostActionsOf(talk: Talk): ClassHostActions {
  const { hostActions } = classOf(talk);
  if (hostActions) return hostActions;
  throw new LineCommandError(talk.io.t('Only the host of the class can do this.'));
}

function check(result: ClassResult, talk: Talk): void {
  if (!result.ok) throw refused(result.code, talk);
}

function refused(code: string, talk: Talk): LineCommandError {
  return new LineCommandError(classRefusalText(code, classOf(talk), talk.io.t));
}

/** The other member whose name a text begins with, the longest of several, and the rest of the text. */
function beginningName({ session }: Talk, typed: string) {
  const text = typed.replace(/^@/, '');
  const lower = text.toLowerCase();
  const [found] = session.state.members
    .filter(({ name, self }) => !self && lower.startsWith(`${name.toLowerCase()} `))
    .sort((one, other) => other.name.length - one.name.length);
  return found && { id: found.id, rest: text.slice(found.name.length).trimStart() };
}
