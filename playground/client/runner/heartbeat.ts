/** Milliseconds without an answer after which a frame counts as dead; noticed within 3 s all in all. */
export const FRAME_TIMEOUT = 2000
const INTERVAL = 300

interface BeatOptions {
  ping(beat: number): void
  onSilence(): void
}

/**
 * Pings until stopped. A page that was itself suspended (hidden tab, sleeping machine) has not asked in that time, so
 * it asks again before it calls the frame dead.
 */
export function watchBeats({ ping, onSilence }: BeatOptions): { answered(beat: number): void; stop(): void } {
  let sent = 0
  let answered = 0
  let silentSince = performance.now()
  let lastTick = performance.now()

  const timer = setInterval(() => {
    const now = performance.now()
    const suspended = now - lastTick > INTERVAL * 3
    lastTick = now
    if (answered === sent || suspended) silentSince = now
    if (now - silentSince > FRAME_TIMEOUT) {
      clearInterval(timer)
      return onSilence()
    }
    ping(++sent)
  }, INTERVAL)

  return {
    answered: (beat) => {
      if (beat <= sent && beat > answered) {
        answered = beat
        silentSince = performance.now()
      }
    },
    stop: () => clearInterval(timer),
  }
}
