import { cleanCard } from './card';
import type { ToMember } from './frames';
import { cleanName, cleanRoomName } from './names';
import { fitsEntry, notEmoji, roomText } from './room-text';
import type { RoomEntry } from './transport';

type Message = Extract<RoomEntry, { readonly type: 'message' }>;

/** The frames that a guest's connection passes on. */
export type HubFrame = Exclude<ToMember, { readonly type: 'ping' | 'bye' }>;

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
        members: frame.members.map((person) => ({ ...person, name: cleanName(person.name) })),
      };
    case 'refused': {
      const { proposal } = frame;
      return proposal === undefined ? frame : { ...frame, proposal: cleanName(proposal) };
    }
    case 'waiting':
    case 'epoch':
    case 'gap':
    case 'receipts':
    case 'room':
    case 'notice':
    case 'presence':
    case 'typing':
      return frame;
    default:
      return cleanEntry(frame);
  }
}

function cleanEntry(entry: RoomEntry): RoomEntry {
  const name = cleanName(entry.name);
  switch (entry.type) {
    case 'message':
      return cleanMessage({ ...entry, name });
    case 'edited':
      return { ...entry, name, text: roomText(entry.text) };
    case 'reacted':
      return { ...entry, name, emoji: notEmoji.test(entry.emoji) ? '\ufffd' : entry.emoji };
    case 'renamed':
      return { ...entry, name, before: cleanName(entry.before) };
    case 'removed':
      return { ...entry, name, reason: roomText(entry.reason) };
    case 'deleted':
    case 'joined':
    case 'left':
      return { ...entry, name };
  }
}

/** Leaves out a card that, once cleaned, makes the entry too long for a line. */
function cleanMessage({ card, ...entry }: Message): Message {
  const message = { ...entry, text: roomText(entry.text) };
  if (!card) return message;
  const clean = cleanCard(card);
  return fitsEntry(message.text, clean) ? { ...message, card: clean } : message;
}
