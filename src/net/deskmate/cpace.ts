import { createHash, createHmac, randomBytes } from 'node:crypto';
import { ristretto255_hasher as hasher, ristretto255 } from '@noble/curves/ed25519.js';

/**
 * CPace over ristretto255 with SHA-512, for an initiator and a responder (draft-irtf-cfrg-cpace-21): both sides
 * end with the same key only if they had the same password, and whoever takes part in a run tests one password.
 * The build bundles this file apart, with the group that it needs.
 */

type Point = InstanceType<typeof ristretto255.Point>;

/** What both sides know before a run. */
export interface CPaceInput {
  /** The password: few people know it, and it may be short. */
  readonly password: Uint8Array;
  /** The channel identifier (CI): what else must be equal on both sides. */
  readonly context: Uint8Array;
  /** The session's id, which is new for each run. */
  readonly sid: Uint8Array;
}

/** What one side sends: its share, and data that the key depends on. */
export interface CPaceMessage {
  /** 32 bytes. */
  readonly share: Uint8Array;
  readonly data: Uint8Array;
}

/** The proofs that a side has the key, 64 bytes each. */
export interface CPaceProofs {
  readonly initiator: Buffer;
  readonly responder: Buffer;
}

const label = Buffer.from('CPaceRistretto255');
const keyLabel = Buffer.from('CPaceRistretto255_ISK');
const macLabel = Buffer.from('CPaceMac');

/** The input block of SHA-512, in bytes. */
const blockBytes = 128;

/** One side of a run. */
export class CPaceSide {
  /** To send to the other side. */
  readonly share: Uint8Array;

  /** @param secret another number for each run, from 1 to below the group's order */
  constructor(
    private readonly input: CPaceInput,
    private readonly secret = randomScalar(),
  ) {
    this.share = generator(input).multiply(secret).toBytes();
  }

  /**
   * Computes the proofs of both sides from what they have sent. `theirs` is the other side's message, whose share may
   * be anything.
   * @returns undefined if that share isn't one
   */
  proofs(
    own: 'initiator' | 'responder',
    data: Uint8Array,
    theirs: CPaceMessage,
  ): CPaceProofs | undefined {
    const { sid } = this.input;
    const point = multiplied(this.secret, theirs.share);
    if (!point) return undefined;
    const mine = { share: this.share, data };
    const [first, second] = own === 'initiator' ? [mine, theirs] : [theirs, mine];
    return proofsOf(sid, sessionKey(sid, point, first, second), first, second);
  }
}

/** The string that a run's generator is derived from. */
export function generatorString({ password, context, sid }: CPaceInput): Buffer {
  // The first block depends on the password alone.
  const used = prefixed(password).length + prefixed(label).length + 1;
  const padding = Buffer.alloc(Math.max(0, blockBytes - used));
  return joined(label, password, padding, context, sid);
}

/** The generator of a run, which only those who have the password know. */
export function generator(input: CPaceInput): Point {
  const point = hasher.deriveToCurve?.(sha512(generatorString(input)));
  if (!point) throw new TypeError('@noble/curves derives no elements of ristretto255');
  return point;
}

/** The product of a number and an encoded element; undefined for bytes that encode none, or the neutral one. */
export function multiplied(scalar: bigint, encoded: Uint8Array): Uint8Array | undefined {
  let element: Point;
  try {
    element = ristretto255.Point.fromBytes(encoded);
  } catch {
    return undefined;
  }
  // The group's order is a prime, so that no other element leads to the neutral one.
  return element.is0() ? undefined : element.multiply(scalar).toBytes();
}

/** The session key (ISK) of a run. @param point the product that both sides have computed */
export function sessionKey(
  sid: Uint8Array,
  point: Uint8Array,
  initiator: CPaceMessage,
  responder: CPaceMessage,
): Buffer {
  return sha512(
    Buffer.concat([joined(keyLabel, sid, point), transcript(initiator), transcript(responder)]),
  );
}

/** The proofs of both sides that they have the session key. */
export function proofsOf(
  sid: Uint8Array,
  key: Uint8Array,
  initiator: CPaceMessage,
  responder: CPaceMessage,
): CPaceProofs {
  const macKey = sha512(Buffer.concat([macLabel, sid, key]));
  const proof = (message: CPaceMessage) =>
    createHmac('sha512', macKey).update(transcript(message)).digest();
  return { initiator: proof(initiator), responder: proof(responder) };
}

function transcript({ share, data }: CPaceMessage): Buffer {
  return joined(share, data);
}

/** The parts one after another, each after its length (lv_cat). */
function joined(...parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat(parts.map(prefixed));
}

/** Bytes after their length in LEB128. */
function prefixed(bytes: Uint8Array): Buffer {
  const length: number[] = [];
  let rest = bytes.length;
  while (rest >= 0x80) {
    length.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Buffer.concat([Buffer.from([...length, rest]), bytes]);
}

/** A random number from 1 to below the group's order, each as likely as any other up to 2^-256. */
function randomScalar(): bigint {
  const { ORDER } = ristretto255.Point.Fn;
  return (BigInt(`0x${randomBytes(64).toString('hex')}`) % (ORDER - 1n)) + 1n;
}

function sha512(bytes: Uint8Array): Buffer {
  return createHash('sha512').update(bytes).digest();
}
