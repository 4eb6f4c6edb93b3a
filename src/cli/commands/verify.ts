// `jobdeck verify`: one command that proves a cut-over (CLI.md).
import { sourceOf } from '../../app/brokers/broker-source.ts'
import { EmbeddedHost } from '../../app/brokers/embedded-host.ts'
import { resolveLogins, type Verified, verify } from '../../app/checks/verify.ts'
import type { Check } from '../../app/checks/verify-checks.ts'
import { safeJson, safeLine } from '../../domain/text/safe-text.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { exitStatus, statusOfError } from '../exit-status.ts'
import { drawn } from '../output/drawn.ts'
import { checkLine, loginLine } from '../output/verify-lines.ts'
import { abortOnStopSignal } from '../signals.ts'

/**
 * Observes with the chosen profile and publishes with `--publisher`, else with the same one. Returns 0 when every check
 * passes, 1 when one fails, and the status of its error when the observer cannot even connect. Throws `config` for
 * profiles that cannot be used.
 */
export async function runVerify(
  context: CliContext,
  options: { readonly publisher?: string; readonly json?: boolean },
): Promise<number> {
  const { stdout, stderr } = context
  const profiles = profilesOf(context)
  const profile = profiles.choose(context.profileName)
  const publisherProfile = options.publisher === undefined ? profile : profiles.get(options.publisher)
  const embedded = new EmbeddedHost()
  const observer = sourceOf(profile, context, embedded)
  const publisher = publisherProfile === profile ? observer : sourceOf(publisherProfile, context, embedded)
  // What was published is cleared, and the status reports the verdict, even when nobody reads the output any more.
  stdout.on('error', () => {})
  try {
    const logins = await resolveLogins(observer, publisher)
    stderr.write(`${loginLine('observer', profile.name, logins.observer)}\n`)
    stderr.write(`${loginLine('publisher', publisherProfile.name, logins.publisher)}\n`)
    const stopped = abortOnStopSignal(context)
    const verified = await verify({
      logins,
      topicBase: observer.topicBase,
      clock: context.clock,
      stop: stopped.signal,
      onCheck: options.json ? () => {} : (check: Check) => stdout.write(drawn(context, `${checkLine(check)}\n`)),
      onWarning: (warning) => stderr.write(`warning: ${safeLine(warning)}\n`),
    }).finally(stopped.ignore)
    const status = stopped.status() ?? statusOf(verified)
    if (options.json) stdout.write(`${verifiedJson(verified, status)}\n`)
    return status
  } finally {
    await embedded.close()
  }
}

function statusOf({ checks, failure }: Verified): number {
  if (failure) return statusOfError[failure.code]
  return checks.every((check) => check.ok) ? exitStatus.done : exitStatus.failed
}

function verifiedJson({ broker, publisherBroker, checks }: Verified, status: number): string {
  const both = publisherBroker === broker ? { broker } : { broker, publisher_broker: publisherBroker }
  return safeJson({ ok: status === exitStatus.done, ...both, checks })
}
