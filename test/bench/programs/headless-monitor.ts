// The monitor as `jobdeck` runs it, ledger included, without a screen.
// Arguments: the registry's folder, the state folder, the last job to send and the seq of its last event.

import { Deck } from '../../../src/app/deck/deck.ts'
import { jobKeyOf, unknownBrokerOf } from '../../../src/domain/jobs/job-key.ts'
import type { JobId } from '../../../src/domain/protocol/job-id.ts'
import { defaultTopicBase } from '../../../src/domain/protocol/topics.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { LedgerThread } from '../../../src/io/ledger/thread/ledger-thread.ts'
import { openProfiles } from '../../../src/io/profiles/profiles.ts'
import { settingsFromEnv } from '../../../src/io/profiles/settings-from-env.ts'
import { beginMeasuring } from '../subscriber-report.ts'

const [registryDir = '', stateDir = '', lastJob = '', lastSeq = ''] = process.argv.slice(2)
const profiles = openProfiles({ env: process.env, cwd: process.cwd() })
const broker = unknownBrokerOf('env')
const deck = new Deck({
  profile: profiles.get('env'),
  profiles,
  sourceOf: () => ({
    profileName: 'env',
    broker,
    address: null,
    topicBase: defaultTopicBase,
    stateDir,
    resolve: async () => settingsFromEnv(process.env),
  }),
  only: null,
  registryDir,
  openLedger: new LedgerThread().openLedger,
  env: process.env,
  clock: systemClock,
  sessions: null,
})
let done: (() => Promise<void>) | null = null
let isDone = false
const lastKey = jobKeyOf(broker, lastJob as JobId)
deck.store.subscribe(({ connection, jobs }) => {
  if (connection.phase === 'connected') done ??= beginMeasuring()
  if (isDone || jobs.get(lastKey)?.latest?.seq !== Number(lastSeq)) return
  isDone = true
  void done?.()
})
deck.start()
