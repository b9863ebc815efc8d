import * as vscode from 'vscode';
import { isText } from './binary';

/**
 * Why a document must not be written: its encoding isn't the file's, or (`unmarked`) saving would add a
 * byte order mark.
 */
export type EncodingProblem = 'encoding' | 'unmarked';

/**
 * Decodes a file, if encoding the text again gives the same bytes. Only then does saving the document leave
 * unchanged parts as they were.
 */
export async function exactText(
  bytes: Uint8Array,
  encoding: string,
): Promise<{ readonly text: string } | { readonly problem: EncodingProblem }> {
  const text = await vscode.workspace.decode(bytes, { encoding });
  const back = await vscode.workspace.encode(text, { encoding });
  if (isEqual(back, bytes)) return { text };
  // Any bytes decode as UTF-16. Real UTF-16 text contains line feeds, and half of each is a NUL.
  const isUnmarked = !isText(bytes) && isEqual(withoutMark(back), bytes);
  return { problem: isUnmarked ? 'unmarked' : 'encoding' };
}

/**
 * Whether a text survives saving: in an encoding, or in the one that a file of this name would get.
 * Characters that an encoding lacks would become question marks.
 */
export async function canEncode(
  text: string,
  options: { readonly encoding: string } | { readonly uri: vscode.Uri },
): Promise<boolean> {
  // Every encoding of the editor has these characters.
  if (/^[\t\n\r -~]*$/.test(text)) return true;
  const { decode, encode } = vscode.workspace;
  // The editor's overloads accept only one form of the options each.
  const given = options as { readonly encoding: string };
  return (await decode(await encode(text, given), given)) === text;
}

/**
 * The text of a file, for reading only: a byte order mark doesn't matter. Undefined when the file is in
 * another encoding.
 * @throws when the editor takes the file for binary
 * @param encoding of the open document; without one, the editor's settings decide
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
  // The replacement character stands for what couldn't be decoded, unless the file itself contains it.
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
