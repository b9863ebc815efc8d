import type { Uri } from 'vscode';
import type { PatchCard } from '../../protocol/card';
import { lineText, maxJsonBytes, roomText, utf8Length } from '../../protocol/room-text';
import { makeDiff } from './make';

/** One file of a patch as it goes into a card. */
export type PatchFile = Readonly<PatchCard['files'][number]>;

/** Why a file cannot go into a patch. */
export type Unsendable =
  | 'binary'
  /** It cannot be read in the encoding that the editor has for it. */
  | 'encoding'
  /** The file itself, or its changes alone. */
  | 'too-large'
  | 'link'
  | 'folder'
  | 'unreadable'
  /** Only its execute bit has changed. */
  | 'mode'
  /** Control characters or broken Unicode, which no message carries. */
  | 'characters';

/** A file that differs. */
export interface ChangedFile {
  readonly uri: Uri;
  readonly path: string;
  /** Of the repository it is in; undefined without one. */
  readonly root?: Uri;
  readonly outcome:
    | {
        readonly sendable: true;
        readonly file: PatchFile;
        readonly added: number;
        readonly removed: number;
        /** Its execute bit has changed as well, which does not travel. */
        readonly modeChanged?: true;
      }
    | { readonly sendable: false; readonly reason: Unsendable };
}

/** One side of a file: its text, nothing, or why it cannot be read. */
export type Side =
  | ({ readonly text: string | undefined } & FileForm)
  | { readonly problem: Exclude<Unsendable, 'characters' | 'mode'> };

/** What a file has besides its text. */
export interface FileForm {
  readonly eol?: 'crlf';
  readonly bom?: true;
  /** Absent where the file system has no such bit. */
  readonly executable?: boolean;
}

/**
 * Compares both sides; undefined when they are the same.
 * @param folder of the card's file
 */
export function changeOf(
  path: string,
  before: Side,
  after: Side,
  folder?: string,
): ChangedFile['outcome'] | undefined {
  // What has become of a file tells more than what it was.
  if ('problem' in after) return { sendable: false, reason: after.problem };
  if ('problem' in before) return { sendable: false, reason: before.problem };
  const made = makeDiff(before.text, after.text);
  const modeChanged =
    before.text !== undefined &&
    after.text !== undefined &&
    before.executable !== undefined &&
    after.executable !== undefined &&
    before.executable !== after.executable;
  if (made.state === 'unchanged') {
    return modeChanged ? { sendable: false, reason: 'mode' } : undefined;
  }
  if (made.state === 'too-different') return { sendable: false, reason: 'too-large' };
  const { change, diff, added, removed } = made;
  if (roomText(diff) !== diff || lineText(path) !== path) {
    return { sendable: false, reason: 'characters' };
  }
  const file = {
    ...{ path, change, diff },
    ...(folder !== undefined && lineText(folder) === folder && { folder }),
    ...(change === 'added' && formOf(after)),
  };
  if (cardBytes([file]) > maxJsonBytes) return { sendable: false, reason: 'too-large' };
  return { sendable: true, file, added, removed, ...(modeChanged && { modeChanged }) };
}

/** The fields of a new file that tell more than what a reader assumes. */
function formOf({ eol, bom, executable }: FileForm) {
  return { ...(eol && { eol }), ...(bom && { bom }), ...(executable && { executable }) };
}

/** How much of a message these files take, in bytes. */
export function cardBytes(files: readonly PatchFile[]): number {
  return utf8Length(JSON.stringify({ type: 'patch', files }));
}
