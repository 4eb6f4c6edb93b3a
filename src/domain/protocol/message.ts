// What one MQTT message is to jobdeck, from the socket to the ledger: whoever receives it stamps it, nobody does so again.

/** One MQTT message as it arrived, or as the ledger remembers it. */
export interface Message {
  readonly topic: string
  /** The sender's bytes, unchecked. */
  readonly payload: Uint8Array
  readonly retained: boolean
  /** When it arrived, on the monotonic timeline (PROTOCOL.md §3). */
  readonly receivedMs: number
  /** The wall clock's epoch milliseconds at that moment: for showing and storing only. */
  readonly receivedWallMs: number
}
