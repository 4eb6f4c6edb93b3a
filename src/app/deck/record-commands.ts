// The commands of the job menu that write to a job's record or to its broker. How each is going is shown on the job.
import { describeError } from '../../domain/failure.ts'
import { idOfKey, type JobKey } from '../../domain/jobs/job-key.ts'
import { formatDuration } from '../../domain/text/duration.ts'
import { publishOnce } from '../../io/mqtt/publisher.ts'
import { cancelJob } from '../actions/cancel.ts'
import { clearRetained, type Publish, retainedPlace } from '../actions/clear-retained.ts'
import type { EmitOutcome } from '../actions/emit-outcome.ts'
import { extendLimit } from '../actions/extend-limit.ts'
import type { RecordCommands } from './deck-commands.ts'
import type { DeckParts } from './deck-parts.ts'

export function recordCommands({ feeds, outcomes, writer, registryDir, env, clock }: DeckParts): RecordCommands {
  /** Runs `work`, which resolves to what to say in the end. */
  const run = async (key: JobKey, doing: string, work: (onWait: () => void) => Promise<string>) => {
    const show = (tone: EmitOutcome['tone'], text: string) => {
      outcomes.set(key, { tone, text, atMs: clock.monotonicMs() })
      writer.request('urgent')
    }
    show('busy', `${doing}…`)
    try {
      show('good', await work(() => show('busy', `${doing}: waiting for the registry lock…`)))
    } catch (error) {
      show('bad', `${doing} failed: ${describeError(error)}`)
    }
  }
  return {
    cancel: (key) =>
      void run(key, 'cancelling', async (onWait) => {
        await cancelJob(registryDir, idOfKey(key), { clock, onWait })
        return 'cancelled; its agent was not notified'
      }),
    extend: (key) =>
      void run(key, 'extending the limit', async (onWait) => {
        const limitSec = await extendLimit(registryDir, idOfKey(key), { clock, onWait })
        return `the total limit is ${formatDuration(limitSec)} now`
      }),
    clearRetained: (key) =>
      void run(key, 'clearing the retained event', async () => {
        const target = feeds.feedOfJob(key)
        const { topic, broker } = await retainedPlace(idOfKey(key), { registryDir, topicBase: target.topicBase, env })
        const publish: Publish = broker
          ? (to, payload, options) => publishOnce(broker, { topic: to, payload, clock, ...options })
          : target.publish.bind(target)
        const answer = await clearRetained(topic, publish)
        return answer === 'allowed' ? 'retained event cleared' : 'retained event cleared, if this login may write'
      }),
  }
}
