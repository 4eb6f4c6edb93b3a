// The deck's commands, which keys run.
import { stateToSee } from '../../domain/attention/acknowledgements.ts'
import type { JobFlags } from '../../domain/attention/job-flags.ts'
import { describeError } from '../../domain/failure.ts'
import type { Job } from '../../domain/jobs/job.ts'
import { idOfKey, type JobKey, jobKeyOf } from '../../domain/jobs/job-key.ts'
import { clipboard } from '../../io/notify/sequences.ts'
import { findArtifacts } from '../../io/registry/find-artifacts.ts'
import { copyThroughTmux } from '../../io/tmux/copy-text.ts'
import { registerFromForm } from '../actions/register-from-form.ts'
import { answerQuestion } from '../agents/answer.ts'
import { agentCommands } from './agent-commands.ts'
import type { BrokerCommands, Decision, DeckCommands, JobCommands, ViewCommands } from './deck-commands.ts'
import type { DeckParts } from './deck-parts.ts'
import type { JobHistory } from './job-history.ts'
import { recordCommands } from './record-commands.ts'
import type { WatchedFeed } from './watched-feed.ts'

export function commandsOf(parts: DeckParts): DeckCommands {
  return { ...viewCommands(parts), ...jobCommands(parts), ...recordCommands(parts), ...brokerCommands(parts) }
}

function viewCommands({ store, index, feeds, writer, agents, problems, clock, env }: DeckParts): ViewCommands {
  let read: { readonly feed: WatchedFeed; readonly job: JobKey; readonly history: JobHistory } | null = null
  return {
    holdOrder: () => index.holdOrder(clock.monotonicMs()),
    list: (listing) => {
      index.setListing(listing)
      writer.request('urgent')
    },
    markSeen: (key) => {
      // The state that the screen shows: what came since has not been seen.
      const job = index.get(key)
      const { judgedMs } = store.getState()
      if (job && !index.isSeen(key)) {
        index.acknowledge(job, judgedMs)
        feeds.shown.saveSeen(job.id, stateToSee(job, judgedMs))
      }
      writer.request('urgent')
    },
    decide: (keys, decision) => {
      const { judgedMs } = store.getState()
      for (const key of keys) {
        const job = index.get(key)
        if (job) index.setFlags(job, { ...index.flagsOf(key), ...decisions[decision](job, judgedMs) })
      }
      writer.request('urgent')
    },
    copyText: (text, send) => {
      if (!env.TMUX) {
        send(clipboard(text))
        return
      }
      copyThroughTmux(text)
        .then(() => problems.set('tmux', null))
        .catch((error: unknown) => problems.set('tmux', describeError(error)))
    },
    readDrops: () => {
      feeds.shown.readDrops()
      writer.request()
    },
    showHistory: (key) => feeds.shown.wantHistory(idOfKey(key)),
    preview: agents.preview,
    historyOf: (job) => {
      const feed = feeds.shown
      if (read?.job !== job || read.feed !== feed) read = { feed, job, history: feed.historyOf(idOfKey(job)) }
      return read.history
    },
    replay: () => {},
    refuse: () => false,
    reconnect: () => feeds.inUse.reconnect(),
  }
}

const decisions: Readonly<Record<Decision, (job: Job, judgedMs: number) => Partial<JobFlags>>> = {
  silence: () => ({ isSilenced: true }),
  unsilence: () => ({ isSilenced: false }),
  dismiss: (job, judgedMs) => ({ dismissed: stateToSee(job, judgedMs) }),
  'bring-back': () => ({ dismissed: null }),
}

function jobCommands(parts: DeckParts): JobCommands {
  const { index, feeds, emitter, profiles, sourceOf, registryDir, clock, env } = parts
  return {
    register: async (form) => {
      const result = await registerFromForm(form, {
        registryDir,
        topicBase: feeds.inUse.topicBase,
        clock,
        ownPane: env.TMUX_PANE ?? null,
        profileOf: profiles.get,
        settingsOf: (profile) => sourceOf(profile).resolve(),
      })
      // It appears among the jobs that are shown, which may be left over from another broker.
      return result.ok ? { ok: true, job: jobKeyOf(feeds.shown.source.broker, result.jobId) } : result
    },
    emit: emitter.emit,
    findArtifacts: (key) => findArtifacts(registryDir, index.get(key)?.record?.artifacts ?? []),
    ...agentCommands(parts),
    answer: (ask, answer) => {
      try {
        answerQuestion(ask, { ...answer, registryDir, clock, by: 'deck' })
        return null
      } catch (error) {
        return describeError(error)
      }
    },
  }
}

function brokerCommands({ store, feeds, profiles, profileEditor, problems }: DeckParts): BrokerCommands {
  return {
    checkProfiles: () => profileEditor.check(),
    switchBroker: (profileName) => {
      try {
        if (!feeds.switchTo(profiles.get(profileName))) {
          feeds.inUse.reconnect()
          return
        }
      } catch (error) {
        problems.set('profiles', describeError(error))
        return
      }
      problems.set('connection', null)
      store.setState(feeds.view())
      profiles
        .select(profileName)
        .then(() => problems.set('profiles', null))
        .catch((error: unknown) => problems.set('profiles', describeError(error)))
    },
    profileForm: (profileName) => profileEditor.formOf(profileName),
    saveProfile: (form, opened) => profileEditor.save(form, opened),
    removeProfile: (profileName) => profileEditor.remove(profileName, feeds.inUse.source.profileName),
  }
}
