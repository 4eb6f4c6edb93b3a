// Reads a terminal's keys, and decides by the silence after it when something incomplete will not become complete.
import type { Clock } from '../../io/clock/clock.ts'
import type { Focus } from '../terminal/terminal-context.ts'
import { createInputDecoder, type Input } from './input-decoder.ts'

/** Whatever keeps coming, a sequence, a string or a paste has ended after this time: the keyboard is never lost. */
const longestMs = 30_000

/** Delivers what is typed and pasted until the result is called. */
export function readKeys(
  stdin: NodeJS.ReadableStream,
  clock: Clock,
  deliver: (inputs: readonly Input[]) => void,
  onFocus?: (focus: Focus) => void,
): () => void {
  const decoder = createInputDecoder(onFocus)
  let cancel = () => {}
  let untilMs: number | null = null
  const giveUp = () => {
    untilMs = null
    deliver(decoder.giveUp())
  }
  const onData = (read: string) => {
    cancel()
    deliver(decoder.push(read))
    const patienceMs = decoder.patienceMs()
    if (patienceMs === null) {
      untilMs = null
      return
    }
    untilMs ??= clock.monotonicMs() + longestMs
    cancel = clock.after(Math.max(0, Math.min(patienceMs, untilMs - clock.monotonicMs())), giveUp)
  }
  stdin.setEncoding('utf8')
  stdin.on('data', onData)
  return () => {
    cancel()
    stdin.off('data', onData)
  }
}
