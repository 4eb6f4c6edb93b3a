// The messages of jobs that came before their records: a record may bring a token, which shows who sent them (PROTOCOL.md §5).
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Message } from '../../domain/protocol/message.ts'

const maxMessages = 50
const maxBytes = 64 * 1024
/** For all jobs together. */
const maxTotalBytes = 8 * 1024 * 1024

/** With its payload as text: the bytes are a slice of the socket's read buffer, which they would keep in memory. */
interface EarlyMessage extends Omit<Message, 'payload'> {
  readonly text: string
}

interface Kept {
  readonly messages: EarlyMessage[]
  bytes: number
}

export class EarlyMessages {
  /** Null for a job whose messages were not all kept. */
  readonly #jobs = new Map<JobId, Kept | null>()
  #bytes = 0

  /** Keeps a message of a job, unless the job has sent too much. `text` is the payload, decoded. */
  add(id: JobId, { topic, payload, retained, receivedMs, receivedWallMs }: Message, text: string): void {
    const known = this.#jobs.get(id)
    if (known === null) return
    const kept = known ?? { messages: [], bytes: 0 }
    const bytes = kept.bytes + payload.length
    if (kept.messages.length >= maxMessages || bytes > maxBytes || this.#bytes + payload.length > maxTotalBytes) {
      this.giveUp(id)
      return
    }
    kept.messages.push({ topic, text, retained, receivedMs, receivedWallMs })
    kept.bytes = bytes
    this.#jobs.set(id, kept)
    this.#bytes += payload.length
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
    const kept = this.#jobs.get(id)
    this.forget(id)
    return kept?.messages.map(({ text, ...message }) => ({ ...message, payload: Buffer.from(text) })) ?? null
  }
}
