// What the deck's screen says about each job. Panes must be in one column: the terminal is narrower than 76 columns.
import type { Driver } from './terminal/driver.ts'
import type { Screen } from './terminal/screen.ts'

export interface ShownJob {
  /** The mark of the job's status, such as `▶`. */
  readonly mark: string
  /** How many events the pane says are missed. */
  readonly missed: number
  /** The numbers of the events on the pane, the newest first. */
  readonly numbers: readonly number[]
}

export type ShownJobs = ReadonlyMap<string, ShownJob>

/** The id ends the title; it begins it for a job without a record. */
const titlePattern = /^[╭┏] (\S) (?:(\w+) · no record.* |.* · (\w+) )[┓╮]$/
const eventPattern = /\d\d:\d\d:\d\d +#(\d+) /
/** A job that is not drawn as a pane. */
const rowPattern = /^[ ❯][◆◷✗▶○✓⊘] \w/

/** The jobs on the screen. */
function shownJobs({ rows }: Screen): ShownJobs {
  const jobs = new Map<string, { mark: string; missed: number; numbers: number[] }>()
  let pane: { mark: string; missed: number; numbers: number[] } | null = null
  for (const row of rows) {
    const [, mark, first, last] = titlePattern.exec(row) ?? []
    const job = first ?? last
    if (mark && job) {
      pane = { mark, missed: 0, numbers: [] }
      jobs.set(job, pane)
    }
    const number = eventPattern.exec(row)?.[1]
    if (number) pane?.numbers.push(Number(number))
    const missed = /⚠ (\d+) missed/.exec(row)?.[1]
    if (missed && pane) pane.missed = Number(missed)
  }
  return jobs
}

/**
 * All jobs of a deck, drawn as panes from now on; its drawing must not have been changed by others. Keys hold the order for two
 * seconds, and no new job appears meanwhile. Two letters in a row would be taken for text.
 */
export async function allShownJobs(deck: Driver): Promise<ShownJobs> {
  let screen = await deck.seesThat('the list', isWhole)
  // A key would hold back what is new.
  if (!hasRows(screen) && placeOf(screen).total === 0) return shownJobs(screen)
  screen = await deck.press('home').seesThat('the list', isWhole)
  if (hasRows(screen)) screen = await deck.press('v').seesThat('only panes', (each) => isWhole(each) && !hasRows(each))
  const jobs = new Map<string, ShownJob>()
  for (;;) {
    for (const [job, shown] of shownJobs(screen)) jobs.set(job, shown)
    const { last, total } = placeOf(screen)
    if (last === total) return jobs
    screen = await deck
      .press('pagedown')
      .seesThat('the next jobs', (each) => isWhole(each) && placeOf(each).last > last)
  }
}

function hasRows({ rows }: Screen): boolean {
  // The status bar looks like one.
  return rows.slice(1).some((row) => rowPattern.test(row))
}

/** Whether the screen is drawn to its last row. */
function isWhole({ rows }: Screen): boolean {
  return (rows.at(-1) ?? '').includes('? help')
}

/** Up to which of how many jobs the screen shows; 0 of 0 when all fit. */
function placeOf({ rows }: Screen): { readonly last: number; readonly total: number } {
  const [, last = 0, total = 0] = /\d+–(\d+)\/(\d+) *$/.exec(rows.at(-1) ?? '') ?? []
  return { last: Number(last), total: Number(total) }
}
