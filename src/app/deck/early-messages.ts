// What came of jobs before their records: a record may bring a token, which shows whose events they are (PROTOCOL.md §5).
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Message } from '../../domain/protocol/message.ts'

const maxMessages = 50
const maxBytes = 64 * 1024
/** Of all jobs together. */
const maxTotalBytes = 8 * 1024 * 1024

interface Kept {
  readonly messages: readonly Message[]
  readonly bytes: number
}

export class EarlyMessages {
  /** Null for a job of which something is not here. */
  readonly #jobs = new Map<JobId, Kept | null>()
  #bytes = 0

  /** Keeps a message of a job, unless that has sent too much. */
  add(id: JobId, message: Message): void {
    const kept = this.#jobs.get(id)
    if (kept === null) return
    const bytes = (kept?.bytes ?? 0) + message.payload.length
    const isTooMuch = (kept?.messages.length ?? 0) >= maxMessages || bytes > maxBytes
    if (isTooMuch || this.#bytes + message.payload.length > maxTotalBytes) {
      this.giveUp(id)
      return
    }
    // A copy: the payload is a piece of what the socket has read.
    const copy = { ...message, payload: Buffer.from(message.payload) }
    this.#jobs.set(id, { messages: [...(kept?.messages ?? []), copy], bytes })
    this.#bytes += message.payload.length
  }

  /** Keeps nothing more of a job, nor what was kept. */
  giveUp(id: JobId): void {
    this.forget(id)
    this.#jobs.set(id, null)
  }

  /** Of a job that is gone nothing is known any more. */
  forget(id: JobId): void {
    this.#bytes -= this.#jobs.get(id)?.bytes ?? 0
    this.#jobs.delete(id)
  }

  /** Hands out everything that came of a job, and forgets it; null when not all of it is here. */
  take(id: JobId): readonly Message[] | null {
    const kept = this.#jobs.get(id) ?? null
    this.forget(id)
    return kept?.messages ?? null
  }
}
