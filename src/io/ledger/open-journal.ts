// The journal of one broker, for writing: what the monitor accepted, one write per flush.
import type { JobdeckError } from '../../domain/failure.ts'
import { type JournalEntry, journalLine } from './journal-entry.ts'
import { type JournalLocation, journalFiles } from './journal-files.ts'
import { journalGap, journalIoError } from './journal-io-error.ts'
import { type RotationLimits, rotatingFile } from './rotating-file.ts'

export interface Journal {
  /** The file that is appended to. */
  readonly path: string
  /** Takes entries into memory; the next flush writes them. */
  append(entries: readonly JournalEntry[]): void
  /** Writes what waits, in one write. Never rejects: a failure goes to `onProblem`, and the entries wait for the next flush. */
  flush(): Promise<void>
  /** Flushes and closes the file. Never rejects. */
  close(): Promise<void>
}

export interface JournalOptions extends JournalLocation {
  /** What is wrong with the journal, told when it changes; null when it is mended. */
  readonly onProblem: (problem: JobdeckError | null) => void
  readonly limits?: RotationLimits
}

const defaultLimits: RotationLimits = { fileBytes: 8 * 1024 * 1024, files: 4 }
/**
 * While the disk is full or slower than the events this much waits in memory; then the oldest entries are given up, and
 * counted. A flood of 20,000 events a second delays a flush by seconds.
 */
const maxWaitingChars = 64 * 1024 * 1024
/** Giving up goes over everything that waits: not for every entry. */
const giveUpAtChars = maxWaitingChars * 1.1

/** Opens a broker's journal. Touches the disk only at the first flush with something to write. */
export function openJournal({ onProblem, limits = defaultLimits, ...location }: JournalOptions): Journal {
  const files = journalFiles(location)
  const file = rotatingFile(files, limits)
  let waiting: string[] = []
  let waitingChars = 0
  let lost = 0
  let told: string | null = null
  let writing = Promise.resolve()

  function tell(problem: JobdeckError | null): void {
    const message = problem?.message ?? null
    if (message === told) return
    told = message
    onProblem(problem)
  }

  function wait(lines: readonly string[]): void {
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
      if (written === bytes.length) return tell(lost > 0 ? journalGap(files.current, lost) : null)
      wait(linesAfter(lines, written))
      tell(journalIoError('write', files.current, { code: 'ENOSPC' }, lost))
    } catch (error) {
      wait(lines)
      tell(journalIoError('write', files.current, error, lost))
    }
  }

  const flush = () => {
    writing = writing.then(writeWaiting)
    return writing
  }

  return {
    path: files.current,
    append: (entries) => {
      for (const entry of entries) {
        const line = `${journalLine(entry)}\n`
        waiting.push(line)
        waitingChars += line.length
      }
      if (waitingChars > giveUpAtChars) wait([])
    },
    flush,
    close: async () => {
      await flush()
      await file.close().catch((error: unknown) => tell(journalIoError('write', files.current, error, lost)))
    },
  }
}

/** The lines that are not wholly within the first `bytes` bytes. */
function linesAfter(lines: readonly string[], bytes: number): readonly string[] {
  let end = 0
  const first = lines.findIndex((line) => {
    end += Buffer.byteLength(line)
    return end > bytes
  })
  return first < 0 ? [] : lines.slice(first)
}
