/** Two notes, in Hz; soft, because it sounds beside other people. */
const notes = [659, 880] as const;
const noteSeconds = 0.12;
const loudness = 0.06;

let context: AudioContext | undefined;

/**
 * Plays a short sound, unless the user is in this page already. A browser plays nothing in a page that the user
 * has never clicked or typed in; the sound is left out then, because later it would mean nothing.
 */
export function chime(): void {
  if (document.hasFocus() || navigator.userActivation?.hasBeenActive === false) return;
  context ??= new AudioContext();
  void context.resume();
  const start = context.currentTime;
  const gain = new GainNode(context, { gain: 0 });
  gain.connect(context.destination);
  const end = start + notes.length * noteSeconds;
  gain.gain.setValueAtTime(loudness, start);
  gain.gain.exponentialRampToValueAtTime(0.001, end);
  for (const [index, frequency] of notes.entries()) {
    const tone = new OscillatorNode(context, { type: 'sine', frequency });
    tone.connect(gain);
    tone.start(start + index * noteSeconds);
    tone.stop(start + (index + 1) * noteSeconds);
  }
}
