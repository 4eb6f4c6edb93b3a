// `jobdeck clear`: removes a job's retained event from its broker, after a question.
import { clearRetained, type Publish, retainedPlace } from '../../app/actions/clear-retained.ts'
import { topicBaseOf } from '../../app/brokers/topic-base.ts'
import { JobdeckError } from '../../domain/failure.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { publishOnce } from '../../io/mqtt/publisher.ts'
import { brokerUrl } from '../../io/mqtt/settings.ts'
import type { Profile } from '../../io/profiles/profile.ts'
import { resolveSettings } from '../../io/profiles/profile-settings.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { askYes } from '../input/ask-yes.ts'
import { note } from '../output/note.ts'

/** Clears the event and prints a confirmation. Throws as `retainedPlace` and `clearRetained`. */
export async function runClear(context: CliContext, jobId: JobId, { yes }: { readonly yes?: true }): Promise<number> {
  const { env, clock } = context
  const profile = profilesOf(context).choose(context.profileName)
  const registryDir = await registryDirOf(context)
  const topicBase = topicBaseOf(profile, context.topicBase)
  const { topic, broker } = await retainedPlace(jobId, { registryDir, topicBase, env })
  const settings = broker ?? (await settingsOf(profile, context))
  const question = `Clear what ${brokerUrl(settings)} retains of job ${jobId}? Who subscribes later hears nothing of how it ended.`
  if (!yes && !(await askYes(question, context))) return exitStatus.failed
  const publish: Publish = (to, payload, options) =>
    publishOnce(settings, { topic: to, payload, clock, onWarning: (text) => note(context, text), ...options })
  const answer = await clearRetained(topic, publish)
  if (answer === 'acknowledged') note(context, 'MQTT 3.1.1 does not say whether this login may write')
  context.stdout.write(`${jobId} cleared\n`)
  return exitStatus.done
}

function settingsOf(profile: Profile, { env, clock }: CliContext) {
  if (profile.kind === 'embedded')
    throw new JobdeckError('usage', 'the embedded broker belongs to another process', 'name a profile with --profile')
  // Reading may fall back to the public broker, writing may not (CLI.md).
  if (profile.kind === 'env' && !env.MQTT_BROKER)
    throw new JobdeckError('config', 'no broker is named to clear it on', 'set MQTT_BROKER, or name a profile')
  return resolveSettings(profile, env, clock)
}
