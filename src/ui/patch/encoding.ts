import * as vscode from 'vscode';
import { isText } from './binary';

/**
 * Why a document must not be written: its encoding is not that of the file, or (`unmarked`) saving it
 * would put a byte order mark before it.
 */
export type EncodingProblem = 'encoding' | 'unmarked';

/**
 * The text of a file in this encoding, if it gives the same bytes back: only then does saving the document
 * leave what was not changed as it was.
 */
export async function exactText(
  bytes: Uint8Array,
  encoding: string,
): Promise<{ readonly text: string } | { readonly problem: EncodingProblem }> {
  const text = await vscode.workspace.decode(bytes, { encoding });
  const back = await vscode.workspace.encode(text, { encoding });
  if (isEqual(back, bytes)) return { text };
  // Any bytes can be read as UTF-16; a text in it has line feeds, whose other half is NUL.
  const isUnmarked = !isText(bytes) && isEqual(withoutMark(back), bytes);
  return { problem: isUnmarked ? 'unmarked' : 'encoding' };
}

/**
 * Whether this text survives being saved: in an encoding, or in the one that a file of this name would
 * get. What an encoding lacks would become a question mark.
 */
export async function canEncode(
  text: string,
  options: { readonly encoding: string } | { readonly uri: vscode.Uri },
): Promise<boolean> {
  // Every encoding of the editor has these.
  if (/^[\t\n\r -~]*$/.test(text)) return true;
  const { decode, encode } = vscode.workspace;
  // One of the two forms of the options is what the editor's overloads take.
  const given = options as { readonly encoding: string };
  return (await decode(await encode(text, given), given)) === text;
}

/**
 * The text that a file had or has, for reading it only: a byte order mark more or less does not matter.
 * Undefined when it is in another encoding. @throws when the editor takes it for binary
 * @param encoding that of the open document; without one the editor's settings decide
 */
export async function readableText(
  bytes: Uint8Array,
  uri: vscode.Uri,
  encoding: string | undefined,
): Promise<string | undefined> {
  const { decode, encode } = vscode.workspace;
  const text = await (encoding === undefined
    ? decode(bytes, { uri })
    : decode(bytes, { encoding }));
  if (!text.includes('\ufffd')) return text;
  // It stands for what could not be read, unless the file itself has it.
  const back = encoding === undefined ? Buffer.from(text) : await encode(text, { encoding });
  return isEqual(withoutMark(back), withoutMark(bytes)) ? text : undefined;
}

const marks = [
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe],
  [0xfe, 0xff],
] as const;

function withoutMark(bytes: Uint8Array): Uint8Array {
  const mark = marks.find((found) => found.every((byte, index) => bytes[index] === byte));
  return mark ? bytes.subarray(mark.length) : bytes;
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
