// The last messages that the deck has ignored, for `--mine`: an event can be here before the record of its new job has been read.
import type { Message } from '../../domain/protocol/message.ts'

const maxMessages = 500
const maxBytes = 1024 * 1024

export class RecentMessages {
  #messages: Message[] = []
  #bytes = 0

  /** Keeps a copy of the message, and forgets the oldest ones beyond the limits. */
  add(message: Message): void {
    this.#messages.push({ ...message, payload: Buffer.from(message.payload) })
    this.#bytes += message.payload.length
    while (this.#messages.length > maxMessages || this.#bytes > maxBytes)
      this.#bytes -= this.#messages.shift()?.payload.length ?? this.#bytes
  }

  /** The messages on a topic, oldest first, which are then forgotten. */
  take(topic: string): readonly Message[] {
    const taken = this.#messages.filter((message) => message.topic === topic)
    if (taken.length === 0) return taken
    this.#messages = this.#messages.filter((message) => message.topic !== topic)
    this.#bytes = this.#messages.reduce((bytes, { payload }) => bytes + payload.length, 0)
    return taken
  }
}
