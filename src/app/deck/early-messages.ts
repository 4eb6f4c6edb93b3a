// The messages of jobs that came before their records: a record may bring a token, which shows who sent them (PROTOCOL.md §5).
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Message } from '../../domain/protocol/message.ts'

const maxMessages = 50
const maxBytes = 64 * 1024
/** For all jobs together. */
const maxTotalBytes = 8 * 1024 * 1024

interface Kept {
  readonly messages: readonly Message[]
  readonly bytes: number
}

export class EarlyMessages {
  /** Null for a job whose messages were not all kept. */
  readonly #jobs = new Map<JobId, Kept | null>()
  #bytes = 0

  /** Keeps a message of a job, unless the job has sent too much. */
  add(id: JobId, message: Message): void {
    const kept = this.#jobs.get(id)
    if (kept === null) return
    const bytes = (kept?.bytes ?? 0) + message.payload.length
    const isTooMuch = (kept?.messages.length ?? 0) >= maxMessages || bytes > maxBytes
    if (isTooMuch || this.#bytes + message.payload.length > maxTotalBytes) {
      this.giveUp(id)
      return
    }
    // A copy: the payload is a slice of the socket's read buffer.
    const copy = { ...message, payload: Buffer.from(message.payload) }
    this.#jobs.set(id, { messages: [...(kept?.messages ?? []), copy], bytes })
    this.#bytes += message.payload.length
  }

  /** Drops the kept messages of a job, and keeps none from now on. */
  giveUp(id: JobId): void {
    this.forget(id)
    this.#jobs.set(id, null)
  }

  /** The job is gone. */
  forget(id: JobId): void {
    this.#bytes -= this.#jobs.get(id)?.bytes ?? 0
    this.#jobs.delete(id)
  }

  /** Returns all messages of a job and forgets them; null when they were not all kept. */
  take(id: JobId): readonly Message[] | null {
    const kept = this.#jobs.get(id) ?? null
    this.forget(id)
    return kept?.messages ?? null
  }
}
