import {
  type Endpoint,
  type EndpointProblem,
  formatEndpoint,
  type ParsedEndpoint,
  parseEndpoint,
} from './endpoint';
import type { LabWire, Wire } from './room-kinds';

/** Where a lab room can be reached, and how. */
export interface LabEndpoint extends Endpoint {
  /** Absent for {@link defaultLabWire}. */
  readonly wire?: LabWire | undefined;
}

export type ParsedLabEndpoint =
  | { readonly ok: true; readonly endpoint: LabEndpoint }
  | { readonly ok: false; readonly problem: EndpointProblem };

interface Notation {
  /** What people write before an address; empty for the usual wire. */
  readonly prefix: string;
  /** Matches an option of `nc` that chooses the wire. */
  readonly option?: RegExp;
}

const notations: Readonly<Record<LabWire, Notation>> = {
  'lab-tcp': { prefix: '' },
  'lab-udp': { prefix: 'udp://', option: /^-(?:-udp$|[a-tv-z46]*u)/i },
};

const wires = Object.keys(notations) as readonly LabWire[];

/** The wire of an address without a scheme. */
export const defaultLabWire: LabWire = 'lab-tcp';

/**
 * Formats an endpoint so that {@link parseLabEndpoint} reads it back: `udp://127.0.0.1:9000`.
 * @param endpoint of an invite room or without a wire: `127.0.0.1:9000`
 */
export function formatLabEndpoint(
  endpoint: Endpoint & { readonly wire?: Wire | undefined },
): string {
  const known: Partial<Record<Wire, Notation>> = notations;
  const prefix = (endpoint.wire && known[endpoint.wire]?.prefix) ?? '';
  return prefix + formatEndpoint(endpoint);
}

/** The wire to name along with an address; undefined if the address alone is enough. */
export function namedWire(wire: Wire): LabWire | undefined {
  return wires.find((each) => each === wire && notations[each].prefix !== '');
}

/** Parses a lab room's address, with or without a scheme. */
export function parseLabEndpoint(text: string): ParsedLabEndpoint {
  const [scheme = '', rest = text] = splitScheme(text.trim());
  const wire = wireOfScheme(scheme);
  return withWire(parseEndpoint(wire ? rest : text), wire);
}

/** The wire that a scheme such as `udp` stands for; undefined for any other text. */
export function wireOfScheme(scheme: string): LabWire | undefined {
  return wires.find((wire) => notations[wire].prefix === `${scheme.toLowerCase()}://`);
}

/** The wire that one of these options of `nc` chooses; undefined if none does. */
export function wireOfOptions(options: readonly string[]): LabWire | undefined {
  return wires.find((wire) => options.some((option) => notations[wire].option?.test(option)));
}

export function withWire(parsed: ParsedEndpoint, wire: LabWire | undefined): ParsedLabEndpoint {
  return parsed.ok && wire ? { ok: true, endpoint: { ...parsed.endpoint, wire } } : parsed;
}

function splitScheme(text: string): string[] {
  const at = text.indexOf('://');
  return at < 0 ? [] : [text.slice(0, at), text.slice(at + 3)];
}
