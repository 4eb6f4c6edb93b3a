// What has become of an event, for the one who emitted it.
import { JobdeckError } from '../../domain/failure.ts'
import type { Awaited } from '../outbox/await-entry.ts'

/** Throws JobdeckError when the event was not acknowledged, or not recorded; its code is that of the exit status. */
export function checkAcknowledged({ entry, failure }: Awaited, timeoutSec: number): void {
  const { id, seq, state, reason } = entry
  const why = reason ?? 'no reason given'
  if (state === 'acked') {
    if (reason !== null) throw new JobdeckError('io', `seq=${seq} was ${reason}`)
  } else if (state === 'refused')
    throw new JobdeckError('refused', `seq=${seq} refused: ${why}`, 'check the credentials and the ACL')
  else if (state === 'set-aside')
    throw new JobdeckError('refused', `seq=${seq} set aside: ${why}`, `jobdeck outbox retry ${id} tries again`)
  else if (state === 'expired') throw new JobdeckError('unreachable', `seq=${seq} expired: ${why}`)
  else if (state === 'dropped')
    throw new JobdeckError('unreachable', `seq=${seq} was dropped from the outbox meanwhile`)
  else if (failure && failure.code !== 'unreachable')
    throw new JobdeckError(failure.code, failure.message, failure.hint)
  else {
    // What to do about the broker, the outbox says.
    const because = failure?.message ?? reason
    const message = `seq=${seq} is not acknowledged after ${timeoutSec} s${because === null ? '' : ` (${because})`}`
    throw new JobdeckError('unreachable', message, 'queued for 24 h, see jobdeck outbox')
  }
}
