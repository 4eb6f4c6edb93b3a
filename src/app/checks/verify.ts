// `jobdeck verify`: proves a cut-over, with the observer's login and the worker's (CLI.md).
import { randomInt } from 'node:crypto'
import { JobdeckError } from '../../domain/failure.ts'
import { type JobId, parseJobId } from '../../domain/protocol/job-id.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { type BrokerSettings, brokerUrl } from '../../io/mqtt/settings.ts'
import type { FeedSource } from '../feeds/feed-source.ts'
import { type Check, runVerifyChecks } from './verify-checks.ts'
import type { Logins } from './verify-words.ts'

/** The logins of the two sources. Throws JobdeckError `config` when one cannot be resolved. */
export async function resolveLogins(observer: FeedSource, publisher: FeedSource): Promise<Logins> {
  const settings: BrokerSettings = await observer.resolve()
  return { observer: settings, publisher: publisher === observer ? settings : await publisher.resolve() }
}

export interface VerifyOptions {
  /** If both are the same login, the checks that distinguish them fail: nothing shows that anyone is refused. */
  readonly logins: Logins
  readonly topicBase: string
  readonly clock: Clock
  /** Once it is aborted the remaining checks do not run, but what was published is cleared. */
  readonly stop: AbortSignal
  readonly onCheck: (check: Check) => void
  /** Each warning is reported once. */
  readonly onWarning: (warning: string) => void
}

export interface Verified {
  readonly checks: readonly Check[]
  readonly broker: string
  readonly publisherBroker: string
  /** Why the observer could not even connect; null when it could. */
  readonly failure: JobdeckError | null
}

/** Runs every check on a throw-away job. */
export async function verify({ logins, onCheck, onWarning, ...options }: VerifyOptions): Promise<Verified> {
  const checks: Check[] = []
  const failure = await runVerifyChecks({
    ...options,
    ...logins,
    jobId: throwAwayJobId(),
    onCheck: (check) => {
      checks.push(check)
      onCheck(check)
    },
    onWarning: once(onWarning),
  }).then(
    () => null,
    (error: unknown) => {
      if (error instanceof JobdeckError) return error
      throw error
    },
  )
  return { checks, failure, broker: brokerUrl(logins.observer), publisherBroker: brokerUrl(logins.publisher) }
}

/** Every connection repeats the same warnings. */
function once(onWarning: (warning: string) => void): (warning: string) => void {
  const known = new Set<string>()
  return (warning) => {
    if (!known.has(warning)) onWarning(warning)
    known.add(warning)
  }
}

/** Recognisable in a deck that happens to watch, and new each time: never the id of a job in the registry. */
function throwAwayJobId(): JobId {
  const suffix = randomInt(36 ** 8)
    .toString(36)
    .padStart(8, '0')
  const id = parseJobId(`verify-${suffix}`)
  if (!id) throw new Error('the throw-away job id must be valid')
  return id
}
