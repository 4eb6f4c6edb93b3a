// How far a log has been read is known to the ledger: a mark and the events before it come and go together.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Intake } from '../../../src/app/deck/intake.ts'
import { JobLogs } from '../../../src/app/deck/job-logs.ts'
import type { LogMark } from '../../../src/domain/jobs/log-mark.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { someBroker } from '../../domain/jobs/build-job.ts'
import { jobId } from '../../io/ledger/entries.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { intakeRecord, payloadOf } from './messages.ts'

const id = jobId('abc12345')
const records = new Map([[id, intakeRecord(id)]])

/** A deck's reading of the logs in a folder, with the marks of a ledger. */
function openLogs(registryDir: string, marks: Map<string, LogMark>) {
  const recorded: number[] = []
  const intake = new Intake({ broker: someBroker, only: null, onOutcome: () => {} })
  intake.setRecords(records)
  const logs = new JobLogs({
    ...{ registryDir, intake, clock: systemClock, flush: async () => {} },
    ledger: {
      jobHistory: async () => ({ events: [], unreadable: 0 }),
      logMarks: async () => new Map(marks),
      saveLogMark: async (mark) => void marks.set(mark.path, mark),
    },
    record: ({ event }) => recorded.push(event.seq),
    onFault: (path, { explanation }) => {
      throw new Error(`${path}: ${explanation}`)
    },
  })
  return { logs, recorded }
}

it('reads a log from the start again when its ledger has been replaced after the marks were read', async () => {
  const registryDir = join(temporaryFolder(), 'jobs')
  mkdirSync(registryDir)
  const lines = [1, 2, 3].map((seq) => `${payloadOf(id, seq, 'progress')}\n`)
  writeFileSync(join(registryDir, `${id}.events.log`), lines.join(''))
  const marks = new Map<string, LogMark>()
  const before = openLogs(registryDir, marks)
  await before.logs.read(records)
  expect(before.recorded).toEqual([1, 2, 3])
  const marked = openLogs(registryDir, marks)
  await marked.logs.read(records)
  expect(marked.recorded).toEqual([])

  const after = openLogs(registryDir, marks)
  await after.logs.begin()
  marks.clear()
  await after.logs.read(records)
  expect(after.recorded).toEqual([1, 2, 3])
})
