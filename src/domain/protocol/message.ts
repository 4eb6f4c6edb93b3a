// One MQTT message from the socket to the ledger. The code that receives it stamps it, exactly once.

/** One MQTT message as it arrived, or as the ledger holds it. */
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
