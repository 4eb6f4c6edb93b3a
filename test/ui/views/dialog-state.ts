// What dialogs get in their tests: the profiles of a store, and commands that record what they were asked.

import type { EmitRequest } from '../../../src/app/actions/emit-request.ts'
import type { RegisterForm } from '../../../src/app/actions/register-form.ts'
import type { BrokerView } from '../../../src/app/brokers/broker-view.ts'
import type { ProfileForm, ProfileResult } from '../../../src/app/brokers/profile-form.ts'
import type { ProfileView } from '../../../src/app/brokers/profile-view.ts'
import type { DeckCommands, Registration } from '../../../src/app/deck/deck-commands.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import { type PaneView, paneView } from '../../../src/ui/job/job-view.ts'
import { keyOf, stateOf } from '../fixtures.ts'
import { memoryHistory } from '../histories.ts'

/** The smallest room that the app gives a dialog, then the sizes that are common. */
export const sizes = [
  [40, 8],
  [60, 16],
  [80, 24],
  [120, 40],
] as const

export function profileView(name: string, changes: Partial<ProfileView> = {}): ProfileView {
  return {
    name: name,
    url: 'mqtts://127.0.0.1:8883',
    username: 'hermes',
    security: 'tls',
    origin: 'saved',
    reach: 'reachable',
    problem: null,
    ...changes,
  }
}

export const profileViews: readonly ProfileView[] = [
  profileView('env', {
    url: 'mqtt://broker.hivemq.com:1883',
    username: null,
    security: 'public',
    origin: 'built-in',
    reach: 'checking',
  }),
  profileView('local', { url: 'mqtt://127.0.0.1:1883', security: 'plain', origin: 'built-in' }),
  profileView('local-tls', { origin: 'built-in' }),
  profileView('staging', {
    url: 'wss://mqtt.internal:9001',
    reach: 'unreachable',
    problem: 'the certificate is for mqtt.example.org: set the host to a name that it has',
  }),
]

/** A job as its dialog gets it, some seconds after the time origin. */
export function viewOf(job: Job): PaneView {
  const view = paneView(stateOf([job], { nowMs: 5_000 }), job.key)
  if (!view) throw new Error('the state has the job')
  return view
}

export const brokerView: BrokerView = {
  profile: 'local-tls',
  url: 'mqtts://127.0.0.1:8883',
  username: 'hermes',
  security: 'tls',
}

export interface AskedCommands extends DeckCommands {
  readonly registered: RegisterForm[]
  readonly emitted: EmitRequest[]
  readonly saved: ProfileForm[]
  /** Names of profiles: switched to, and removed. */
  readonly switchedTo: string[]
  readonly removed: string[]
  checks: number
}

interface Answers {
  readonly register?: () => Promise<Registration>
  readonly saveProfile?: () => Promise<ProfileResult>
  readonly removeProfile?: () => Promise<ProfileResult>
  readonly profile?: ProfileForm
}

const stagingForm: ProfileForm = {
  name: 'staging',
  host: 'mqtt.internal',
  port: '9001',
  transport: 'websocket',
  tls: 'on',
  caFile: '',
  certFile: '',
  keyFile: '',
  username: 'hermes',
  password: '',
  passwordEnv: '',
  passwordCommand: '',
  clientIdPrefix: 'hermes',
  topicBase: 'python/mqtt/jobs',
}

/** Commands that agree to everything unless told otherwise. */
export function askedCommands(answers: Answers = {}): AskedCommands {
  const ok = async () => ({ ok: true }) as const
  const history = memoryHistory()
  const asked: AskedCommands = {
    registered: [],
    emitted: [],
    saved: [],
    switchedTo: [],
    removed: [],
    checks: 0,
    register: async (form) => {
      asked.registered.push(form)
      return (await answers.register?.()) ?? { ok: true, job: keyOf('newjob01') }
    },
    emit: (request) => {
      asked.emitted.push(request)
    },
    answer: () => null,
    goThere: () => {},
    sendLine: async () => null,
    replay: () => {},
    refuse: () => false,
    findArtifacts: async () => [],
    tmuxSessions: async () => ['claude', 'codex-2'],
    checkProfiles: () => {
      asked.checks += 1
    },
    switchBroker: (name) => {
      asked.switchedTo.push(name)
    },
    profileForm: () => answers.profile ?? stagingForm,
    saveProfile: (form) => {
      asked.saved.push(form)
      return (answers.saveProfile ?? ok)()
    },
    removeProfile: (name) => {
      asked.removed.push(name)
      return (answers.removeProfile ?? ok)()
    },
    holdOrder: () => {},
    list: () => {},
    markSeen: () => {},
    decide: () => {},
    cancel: () => {},
    extend: () => {},
    clearRetained: () => {},
    copyText: () => {},
    readDrops: () => {},
    showHistory: () => {},
    preview: () => {},
    historyOf: () => history,
    reconnect: () => {},
  }
  return asked
}
