import { existsSync, readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { FileError } from '../../protocol/file-error';
import { diskSink, diskSource } from '../../store/file-streams';
import { fileErrorText } from '../../strings/file-text';
import { noFilesText } from '../../strings/transfer-text';
import { errnoText } from '../errno-text';
import { safeLine } from '../safe-text';
import { cardFileOf, cardPatch } from './card-lines';
import { applyPatch, refusedFiles, unifiedDiff } from './patch-file';
import { isYes, LineCommandError, type Talk } from './talk';

/** Sends a file. */
export async function sendFile(talk: Talk, typed: string): Promise<void> {
  const { session, io, notice } = talk;
  const path = typedPath(typed, io);
  const { files } = session.invited ?? {};
  const refusal = noFilesText(session.state, files?.isOld === true, io.t);
  if (refusal !== undefined || !files) throw new LineCommandError(refusal ?? '');
  await asText(talk, 'send', path, async () => {
    await files.finished(files.send(await diskSource(path)));
    notice(io.t('Sent {0}.', path));
  });
}

/** Downloads the file of a message. */
export async function save(talk: Talk, number: string, typed: string): Promise<void> {
  const { session, io, notice } = talk;
  const { t } = io;
  const { card } = talk.message(number);
  if (card && cardPatch(card)) return reviewPatch(talk, number, typed);
  const file = card && cardFileOf(card);
  if (!file) throw new LineCommandError(t('Message {0} has no file.', number));
  const { files } = session.invited ?? {};
  if (!files) throw new LineCommandError(t('You aren’t in a room. Host or join one first.'));
  const path = await freePath(talk, typed, file.name);
  if (path === undefined) return;
  await asText(talk, 'fetch', file.name, async () => {
    await files.finished(files.fetch(file, () => diskSink(path)));
    notice(t('Saved {0}.', path));
  });
}

/** Shows a patch, checks whether it can be applied here, and does what the user then chooses. */
export async function reviewPatch(talk: Talk, number: string, typed: string): Promise<void> {
  const { io, notice, print } = talk;
  const { t, cwd } = io;
  const message = talk.message(number);
  const card = message.card && cardPatch(message.card);
  if (!card) throw new LineCommandError(t('Message {0} has no patch.', number));
  const diff = unifiedDiff(card);
  const name = `message-${number}.patch`;
  if (typed !== '') return savePatch(talk, typed, name, diff);
  print(talk.linesOf(message));
  const refused = refusedFiles(card);
  if (refused.length > 0) {
    notice(t('Not applied: {0} is in a location that patches can’t change.', refused.join(', ')));
    return;
  }
  const trial = await applyPatch(diff, cwd, true);
  if (!trial.ok) {
    notice(`${t('This patch doesn’t apply in {0}:', cwd)}\n${trial.output}`);
    notice(t('To save it as a file: {0}', `/patch ${number} ${name}`));
    return;
  }
  const answer = await talk.ask(t('Apply it in {0}? y: yes, s: save it as a file, n: no', cwd));
  if (/^s$/i.test(answer.trim())) return savePatch(talk, '', name, diff);
  if (!isYes(answer)) return notice(t('Nothing was changed.'));
  const { ok, output } = await applyPatch(diff, cwd, false);
  if (!ok) throw new LineCommandError(`${t('This patch doesn’t apply in {0}:', cwd)}\n${output}`);
  notice(t('Applied in {0}.', cwd));
  const of = card.files.length;
  if (!message.own) talk.session.messages.reportApplied(message.id, { files: of, of });
}

async function savePatch(talk: Talk, typed: string, name: string, diff: string): Promise<void> {
  const path = await freePath(talk, typed, name);
  if (path === undefined) return;
  try {
    await writeFile(path, diff);
  } catch {
    throw new LineCommandError(
      fileErrorText('file-unwritable', { direction: 'fetch', name: path }, talk.io.t),
    );
  }
  talk.notice(talk.io.t('Saved {0}.', path));
}

/** Where to save: the path that the user typed, or a folder's with this name. Asks before it replaces a file. */
async function freePath(talk: Talk, typed: string, name: string): Promise<string | undefined> {
  const { io, ask, notice } = talk;
  const wanted = typed === '' ? io.cwd : typedPath(typed, io);
  const path = isFolder(wanted) ? join(wanted, name) : wanted;
  if (!existsSync(path)) return path;
  const isReplaced = isYes(await ask(io.t('Replace {0}? Type y or n, then Enter:', path)));
  if (!isReplaced) notice(io.t('Nothing was changed.'));
  return isReplaced ? path : undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** A path as users type it, or as a terminal writes that of a dropped file: in quotes, or with backslashes. */
export function typedPath(typed: string, { cwd }: Pick<Talk['io'], 'cwd'>): string {
  const trimmed = typed.trim();
  const exact = resolve(cwd, trimmed);
  if (existsSync(exact)) return exact;
  const inner = /^'(.*)'$|^"(.*)"$/s.exec(trimmed);
  const plain = inner ? (inner[1] ?? inner[2] ?? '') : trimmed.replace(/\\(?=[ '"()&])/g, '');
  return resolve(cwd, plain.replace(/^~(?=$|[/\\])/, homedir()));
}

/** Runs a transfer; its failure becomes a sentence. */
async function asText(
  talk: Talk,
  direction: 'send' | 'fetch',
  name: string,
  run: () => Promise<void>,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const { t } = talk.io;
    if (error.code === 'file-unreadable' && direction === 'send') {
      throw new LineCommandError(t('Can’t read “{0}”: {1}.', safeLine(name), errnoText(error, t)));
    }
    const limit = talk.session.invited?.files.limits?.fileBytes;
    throw new LineCommandError(fileErrorText(error.code, { direction, name, limit }, t));
  }
}

/** The paths that begin like this, for completion; folders end with a slash. */
export function pathsLike(beginning: string, io: Pick<Talk['io'], 'cwd'>): readonly string[] {
  const nameAt = Math.max(beginning.lastIndexOf('/'), beginning.lastIndexOf('\\')) + 1;
  const [before, name] = [beginning.slice(0, nameAt), beginning.slice(nameAt)];
  try {
    return readdirSync(typedPath(before === '' ? '.' : before, io), { withFileTypes: true })
      .filter((entry) => entry.name.startsWith(name))
      .filter((entry) => name !== '' || !entry.name.startsWith('.'))
      .map((entry) => `${before}${entry.name}${entry.isDirectory() ? '/' : ''}`);
  } catch {
    return [];
  }
}
