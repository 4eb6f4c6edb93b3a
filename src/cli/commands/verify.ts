// `jobdeck verify`: one command that proves a cut-over, with the observer's login and the worker's (CLI.md).
import { randomInt } from 'node:crypto'
import { EmbeddedHost, sourceOf, topicBaseOf } from '../../app/brokers/broker-source.ts'
import { type Check, checkNames, runVerifyChecks } from '../../app/checks/verify-checks.ts'
import type { Logins } from '../../app/checks/verify-words.ts'
import { JobdeckError } from '../../domain/failure.ts'
import { type JobId, parseJobId } from '../../domain/protocol/job-id.ts'
import { safeJson, safeLine } from '../../domain/text/safe-text.ts'
import { type BrokerSettings, brokerUrl } from '../../io/mqtt/settings.ts'
import type { Profile } from '../../io/profiles/profile.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { exitStatus, statusOfError } from '../exit-status.ts'
import { awaitStopSignal } from '../signals.ts'

/**
 * Observes with the chosen profile and publishes with `--publisher`, else with the same one: then the checks that tell
 * the two apart fail, because nothing shows that anyone is refused. Returns 0 when every check holds, 1 when one fails,
 * and when the observer cannot even connect the status of that error. Throws `config` for profiles that cannot be used.
 */
export async function runVerify(
  context: CliContext,
  options: { readonly publisher?: string; readonly json?: boolean },
): Promise<number> {
  const profiles = profilesOf(context)
  const observerProfile = profiles.choose(context.profileName)
  const publisherProfile = options.publisher === undefined ? observerProfile : profiles.get(options.publisher)
  const embedded = new EmbeddedHost()
  // What was published is cleared, and the verdict told by the status, even when nobody reads the output any more.
  context.stdout.on('error', () => {})
  try {
    const observer = await sourceOf(observerProfile, context, embedded).resolve()
    const publisher =
      publisherProfile === observerProfile ? observer : await sourceOf(publisherProfile, context, embedded).resolve()
    context.stderr.write(`${loginLine('observer', observerProfile, observer)}\n`)
    context.stderr.write(`${loginLine('publisher', publisherProfile, publisher)}\n`)
    const print = options.json ? () => {} : (check: Check) => context.stdout.write(`${checkLine(check)}\n`)
    // Each of the connections warns anew.
    const warned = new Set<string>()
    const onWarning = (warning: string) => {
      if (!warned.has(warning)) context.stderr.write(`warning: ${safeLine(warning)}\n`)
      warned.add(warning)
    }
    const logins = { observer, publisher, topicBase: topicBaseOf(observerProfile, context) }
    const { checks, status } = await verify(logins, print, onWarning)
    if (options.json) {
      const ok = status === exitStatus.done
      const [broker, publisherBroker] = [brokerUrl(observer), brokerUrl(publisher)]
      const both = publisherBroker === broker ? { broker } : { broker, publisher_broker: publisherBroker }
      context.stdout.write(`${safeJson({ ok, ...both, checks })}\n`)
    }
    return status
  } finally {
    await embedded.close()
  }
}

async function verify(
  logins: Logins & { readonly topicBase: string },
  print: (check: Check) => void,
  onWarning: (warning: string) => void,
): Promise<{ checks: readonly Check[]; status: number }> {
  const checks: Check[] = []
  const stopped = awaitStopSignal()
  const stop = new AbortController()
  let stopStatus: number | null = null
  stopped.status.then((status) => {
    stopStatus = status
    stop.abort()
  })
  const onCheck = (check: Check) => {
    checks.push(check)
    print(check)
  }
  try {
    await runVerifyChecks({ ...logins, jobId: throwAwayJobId(), onCheck, onWarning, stop: stop.signal })
  } catch (error) {
    if (!(error instanceof JobdeckError)) throw error
    return { checks, status: stopStatus ?? statusOfError[error.code] }
  } finally {
    stopped.ignore()
  }
  const allHold = checks.every((check) => check.ok)
  return { checks, status: stopStatus ?? (allHold ? exitStatus.done : exitStatus.failed) }
}

/** Recognisable in a deck that happens to watch, and new each time: never a job of the registry. */
function throwAwayJobId(): JobId {
  const id = parseJobId(
    `verify-${randomInt(36 ** 8)
      .toString(36)
      .padStart(8, '0')}`,
  )
  if (!id) throw new Error('a job id of our own must be valid')
  return id
}

function loginLine(role: string, profile: Profile, settings: BrokerSettings): string {
  const user = settings.username === null ? 'without login' : `as ${safeLine(settings.username, 60)}`
  return `${role}: ${safeLine(brokerUrl(settings))} ${user} (profile ${profile.name})`
}

function checkLine({ name, ok, reason }: Check): string {
  const width = Math.max(...checkNames.map((known) => known.length))
  return `${ok ? '✓' : '✗'} ${name.padEnd(width)}  ${safeLine(reason ?? '')}`.trimEnd()
}
