// Two soft notes, where the browser lets the page make a sound.

let context: AudioContext | undefined;

export function chime(): void {
  context ??= new AudioContext();
  void context.resume().catch(() => undefined);
  for (const [frequency, begin] of [[660, 0], [880, 0.18]] as const) {
    const start = context.currentTime + begin;
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0.15, start);
    gain.gain.setTargetAtTime(0, start + 0.12, 0.05);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + 0.5);
  }
}
