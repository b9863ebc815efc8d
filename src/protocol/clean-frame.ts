import { truncate } from '../util/truncate';
import { cleanCard } from './card-rules';
import { maxTopicLength, type Question, type Told } from './class-frames';
import type { HubFrame } from './member-link';
import { fitsEntry, normalizeLine, normalizeMessageText, notEmoji } from './message-text';
import { cleanName, cleanRoomName } from './names';
import { cleanPlace } from './place';
import type { RoomEntry } from './room-entry';

type Message = Extract<RoomEntry, { readonly type: 'message' }>;

/**
 * Makes a frame's names and texts safe to show. A Deskmate hub sends clean ones, but any program can act as
 * a hub.
 */
export function cleanFrame(frame: HubFrame): HubFrame {
  switch (frame.type) {
    case 'welcome': {
      const { room, you } = frame;
      return {
        ...frame,
        room: { ...room, name: cleanRoomName(room.name) },
        you: { ...you, name: cleanName(you.name) },
      };
    }
    case 'people':
      return {
        ...frame,
        members: frame.members.map((person) => ({
          ...person,
          name: cleanName(person.name),
          ...(person.place && { place: cleanPlace(person.place) }),
        })),
      };
    case 'presence':
      return frame.place ? { ...frame, place: cleanPlace(frame.place) } : frame;
    case 'refused': {
      const { proposal } = frame;
      return proposal === undefined ? frame : { ...frame, proposal: cleanName(proposal) };
    }
    case 'queue':
      return {
        ...frame,
        ...(frame.put && {
          put: frame.put.map((request) => ({
            ...cleanQuestion(request),
            name: cleanName(request.name),
          })),
        }),
      };
    case 'told':
      return cleanMessage({ ...frame, name: cleanName(frame.name) });
    case 'rules':
    case 'standing':
    case 'handled':
    case 'waiting':
    case 'epoch':
    case 'gap':
    case 'receipts':
    case 'room':
    case 'notice':
    case 'typing':
    case 'gone':
    case 'nudge':
    case 'nudged':
    case 'keys':
    case 'moved':
      return frame;
    default:
      return cleanEntry(frame);
  }
}

function cleanEntry(entry: RoomEntry): RoomEntry {
  if (entry.type === 'successors' || entry.type === 'unknown') return entry;
  const name = cleanName(entry.name);
  switch (entry.type) {
    case 'message':
      return cleanMessage({ ...entry, name });
    case 'edited':
      return { ...entry, name, text: normalizeMessageText(entry.text) };
    case 'reacted':
      return { ...entry, name, emoji: notEmoji.test(entry.emoji) ? '\ufffd' : entry.emoji };
    case 'renamed':
      return { ...entry, name, before: cleanName(entry.before) };
    case 'removed':
      return {
        ...{ ...entry, name, reason: normalizeMessageText(entry.reason) },
        ...(entry.by && { by: { ...entry.by, name: cleanName(entry.by.name) } }),
      };
    case 'deleted':
    case 'rekeyed':
    case 'joined':
    case 'left':
    case 'took-over':
      return { ...entry, name };
    case 'continued':
      return {
        ...entry,
        name,
        ...(entry.host !== undefined && { host: cleanName(entry.host) }),
      };
  }
}

/** Leaves out a card that, once cleaned, makes the entry too long for a line. */
function cleanMessage<M extends Message | Told>({ card, ...entry }: M): M {
  const message = { ...entry, text: normalizeMessageText(entry.text) } as M;
  if (!card) return message;
  const clean = cleanCard(card);
  return fitsEntry(message.text, clean) ? { ...message, card: clean } : message;
}

/** A typed topic in the form that rooms carry; empty if it says nothing. */
export function cleanTopic(text: string): string {
  return truncate(normalizeLine(text.replace(/\s+/g, ' ').trim()), maxTopicLength);
}

/** Makes the texts of a request for help safe to show. */
export function cleanQuestion<Q extends Question>(question: Q): Q {
  const { card, place, topic, tried } = question;
  return {
    ...question,
    topic: normalizeLine(topic),
    ...(tried !== undefined && { tried: normalizeMessageText(tried) }),
    ...(place && { place: cleanPlace(place) }),
    ...(card && { card: cleanCard(card) }),
  };
}
