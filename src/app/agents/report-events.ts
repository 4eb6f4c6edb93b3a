// How the process that reports puts an event into the outbox and has it sent: as `jobdeck emit` does, but without waiting.
import type { Report } from '../../domain/agents/agent-session.ts'
import { hasEnded } from '../../domain/jobs/job.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { openOutbox } from '../../io/ledger/open-outbox.ts'
import { readRecord } from '../../io/registry/registry.ts'
import { seenInLedger } from '../actions/last-seen.ts'
import { ChannelSenders } from '../outbox/channel-senders.ts'
import { publisherRoutes, type RouteMeans } from '../outbox/publisher-routes.ts'
import { type EventBroker, queueEvent } from '../outbox/queue-event.ts'
import { Sender } from '../outbox/sender.ts'
import type { ReportingJob } from './session-reports.ts'

export interface ReportEventsOptions extends RouteMeans {
  readonly stateDir: string
  readonly topicBase: string
  readonly clock: Clock
  /** The broker of a job whose record names none. Throws JobdeckError `config`. */
  broker(): EventBroker
}

export class ReportEvents {
  readonly #options: ReportEventsOptions
  readonly #senders: ChannelSenders

  constructor(options: ReportEventsOptions) {
    this.#options = options
    const { clock } = options
    const routeOf = publisherRoutes(options)
    this.#senders = new ChannelSenders({
      clock,
      newSender: (stateDir, channel) => new Sender({ stateDir, channel, clock, routeOf, confirm: async () => null }),
      // It stays queued, and the next try says so again.
      onProblem: () => {},
    })
  }

  /** Throws as `queueEvent`. What a session says after its job has ended says nothing about the job, unless it asks a person. */
  async emit({ registryDir, jobId }: ReportingJob, { event, detail, data }: Report): Promise<void> {
    const record = await readRecord(registryDir, jobId)
    if (record && hasEnded(record.status) && event !== 'permission_required') return
    const { stateDir } = this.#options
    const entry = await queueEvent(
      { jobId, event, detail, data, retain: null, onEnded: 'publish' },
      {
        ...this.#options,
        registryDir,
        lastSeen: (job, broker) => seenInLedger(job.jobId, broker.broker, stateDir),
        onWait: () => {},
      },
    )
    this.#senders.wake(stateDir, entry, 'now')
  }

  /** How many events of a hook's call are in the outbox. */
  async reportedOf(call: string): Promise<number> {
    const { stateDir, clock } = this.#options
    const outbox = openOutbox({ stateDir, broker: '' }, clock)
    try {
      const words = JSON.stringify({ call }).slice(1, -1)
      return (await outbox.everything()).filter(({ payload }) => payload.includes(words)).length
    } finally {
      outbox.close()
    }
  }

  /** Stops sending; what is still queued is for a sender process. */
  close(): Promise<void> {
    return this.#senders.close()
  }
}
