// The process that goes on sending when nobody waits any more: started by `emit --no-wait`, by an emit that has given up
// waiting, and by a deck that is left while something is queued. It ends when it has had nothing to do for a while.
import type { JobdeckError } from '../../domain/failure.ts'
import { type Clock, sleep } from '../../io/clock/clock.ts'
import { type HeldLock, tryHoldLock } from '../../io/lock/held-lock.ts'
import { retryDelayMs, slowRetryDelayMs } from '../../io/mqtt/retry-delay.ts'
import { type Channel, processLockPath } from './channel.ts'
import { Sender, type SenderOptions } from './sender.ts'

export interface SenderProcessOptions extends Pick<SenderOptions, 'stateDir' | 'routeOf'> {
  readonly channel: Channel
  readonly clock: Clock
  readonly idleMs?: number
  readonly random?: () => number
}

const defaultIdleMs = 30_000
const lookEveryMs = 250
/** A refused login or a missing profile is not tried for a day: a person has to act, and the next emit tries again. */
const maxRefusals = 3

/** Whether a process is sending for a channel already, or will as soon as its broker is back. Throws as `tryHoldLock`. */
export async function hasSenderProcess(stateDir: string, channel: Channel, clock: Clock): Promise<boolean> {
  const lock = await tryHoldLock(processLockPath(stateDir, channel), clock)
  lock?.release()
  return lock === null
}

/**
 * Sends what is queued for a channel until there has been nothing to do for 30 s; at once when another process does so
 * already. Rejects as `Sender.round`.
 */
export async function runSenderProcess(options: SenderProcessOptions): Promise<void> {
  const { stateDir, channel, clock } = options
  const sender = new Sender({ ...options, confirm: async () => null })
  try {
    let lock: HeldLock | null
    // A process that saw the lock held has queued something before that: look once more after letting it go.
    do {
      lock = await tryHoldLock(processLockPath(stateDir, channel), clock)
      if (!lock) return
      const end = await sendUntilIdle(sender, options).finally(() => lock?.release())
      if (end === 'refused') return
    } while ((await sender.unfinished()).length > 0)
  } finally {
    sender.close()
  }
}

async function sendUntilIdle(
  sender: Sender,
  { clock, idleMs = defaultIdleMs, random = Math.random }: SenderProcessOptions,
): Promise<'idle' | 'refused'> {
  let failures = 0
  let refusals = 0
  let busyMs = clock.monotonicMs()
  for (;;) {
    let failure: JobdeckError | null = null
    if ((await sender.unfinished()).length > 0) {
      busyMs = clock.monotonicMs()
      const round = await sender.round(Number.POSITIVE_INFINITY)
      failure = round.kind === 'done' ? round.failure : null
    } else if (clock.monotonicMs() - busyMs >= idleMs) return 'idle'
    failures = failure ? failures + 1 : 0
    const isRefused = failure !== null && failure.code !== 'unreachable'
    if (isRefused && ++refusals >= maxRefusals) return 'refused'
    const pauseMs = isRefused ? slowRetryDelayMs(random) : failure ? retryDelayMs(failures, random) : lookEveryMs
    await sleep(clock, pauseMs)
  }
}
