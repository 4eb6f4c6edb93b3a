// The ledger as a journal: lines of JSON in rotated files, one write per flush.
import type { JobdeckError } from '../../domain/failure.ts'
import { systemClock } from '../clock/system-clock.ts'
import { journalFiles } from './journal-files.ts'
import { journalGap, journalIoError } from './journal-io-error.ts'
import { toJsonLine, withReceivedMs } from './json-line.ts'
import type { Ledger, LedgerOptions } from './ledger.ts'
import { readJournal, readJournalJob } from './read-journal.ts'
import { type RotationLimits, rotatingFile } from './rotating-file.ts'

export interface JournalLedgerOptions extends LedgerOptions {
  readonly limits?: RotationLimits
}

const defaultLimits: RotationLimits = { fileBytes: 8 * 1024 * 1024, files: 4 }
/**
 * How much waits in memory while the disk is full or slower than the events. Beyond it the oldest entries are given up
 * and counted. A flood of 20,000 events a second delays a flush by seconds.
 */
const maxWaitingChars = 64 * 1024 * 1024
/** Giving up walks over everything that waits, so it happens in large steps. */
const giveUpAtChars = maxWaitingChars * 1.1

/** Opens a broker's journal. */
export function openJournalLedger({
  onProblem,
  limits = defaultLimits,
  clock = systemClock,
  ...location
}: JournalLedgerOptions): Ledger {
  const files = journalFiles(location)
  const file = rotatingFile(files, limits)
  let waiting: string[] = []
  let waitingChars = 0
  let lost = 0
  let reported: string | null = null
  let writing = Promise.resolve()

  function report(problem: JobdeckError | null): void {
    const message = problem?.message ?? null
    if (message === reported) return
    reported = message
    onProblem(problem)
  }

  function holdBack(lines: readonly string[]): void {
    waiting = [...lines, ...waiting]
    waitingChars = waiting.reduce((sum, line) => sum + line.length, 0)
    let givenUp = 0
    while (waitingChars > maxWaitingChars) {
      waitingChars -= waiting[givenUp]?.length ?? waitingChars
      givenUp += 1
    }
    waiting = waiting.slice(givenUp)
    lost += givenUp
  }

  async function writeWaiting(): Promise<void> {
    if (waiting.length === 0) return
    const lines = waiting
    waiting = []
    waitingChars = 0
    try {
      const bytes = Buffer.from(lines.join(''))
      const written = await file.append(bytes)
      if (written === bytes.length) return report(lost > 0 ? journalGap(files.current, lost) : null)
      holdBack(linesAfter(lines, written))
      report(journalIoError('write', files.current, { code: 'ENOSPC' }, lost))
    } catch (error) {
      holdBack(lines)
      report(journalIoError('write', files.current, error, lost))
    }
  }

  const flush = () => {
    writing = writing.then(writeWaiting)
    return writing
  }

  return {
    append: (events) => {
      for (const { entry } of events) {
        const line = `${toJsonLine(entry)}\n`
        waiting.push(line)
        waitingChars += line.length
      }
      if (waitingChars > giveUpAtChars) holdBack([])
    },
    flush,
    restore: (onEntry) => readJournal(location, (entry) => onEntry(withReceivedMs(entry, clock))),
    jobHistory: (jobId) => readJournalJob(location, jobId),
    close: async () => {
      await flush()
      await file.close().catch((error: unknown) => report(journalIoError('write', files.current, error, lost)))
    },
  }
}

/** The lines that do not fit whole into the first `bytes` bytes. */
function linesAfter(lines: readonly string[], bytes: number): readonly string[] {
  let end = 0
  const first = lines.findIndex((line) => {
    end += Buffer.byteLength(line)
    return end > bytes
  })
  return first < 0 ? [] : lines.slice(first)
}
