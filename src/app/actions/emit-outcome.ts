// The outcome of the last event that was emitted by key for a job.

export interface EmitOutcome {
  /** `busy` until the outcome is known, `good` when acknowledged, `bad` when refused, unanswered or failed. */
  readonly tone: 'busy' | 'good' | 'bad'
  /** Such as `#4 completed acked`, `queued (offline)`, `refused: not authorized to publish`. */
  readonly text: string
  readonly atMs: number
}
