// What became of the last event that was emitted by key for a job.

export interface EmitOutcome {
  /** `busy` while it is on its way, `good` when acknowledged, `bad` when refused, unanswered or failed. */
  readonly tone: 'busy' | 'good' | 'bad'
  /** Such as `#4 completed acked`, `queued (offline)`, `refused: not authorized to publish`. */
  readonly text: string
  readonly atMs: number
}
