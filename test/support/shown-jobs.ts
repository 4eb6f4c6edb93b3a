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

const titlePattern = /^[╭┏] (?:\d )?(\S) (\w+) /
const eventPattern = /\d\d:\d\d:\d\d +#(\d+) /

/** The jobs on the screen. */
function shownJobs({ rows }: Screen): ShownJobs {
  const jobs = new Map<string, { mark: string; missed: number; numbers: number[] }>()
  let pane: { mark: string; missed: number; numbers: number[] } | null = null
  for (const row of rows) {
    const [, mark, job] = titlePattern.exec(row) ?? []
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

/** The jobs on all pages of the deck. Paging holds their order for two seconds, and no new job appears meanwhile. */
export async function allShownJobs(deck: Driver): Promise<ShownJobs> {
  const first = await deck.seesThat('a whole page', (screen) => pageOf(screen) !== null)
  if (pageOf(first)?.pages === 1) return shownJobs(first)
  const jobs = new Map<string, ShownJob>()
  await deck.press('g')
  for (let page = 1; ; page++) {
    const screen = await deck.seesThat(`page ${page}`, (each) => pageOf(each)?.page === page)
    for (const [job, shown] of shownJobs(screen)) jobs.set(job, shown)
    if (page === pageOf(screen)?.pages) return jobs
    await deck.press('pagedown')
  }
}

/** Which page the screen shows; null while it is not drawn to its last row. */
function pageOf({ rows }: Screen): { readonly page: number; readonly pages: number } | null {
  const footer = rows.at(-1) ?? ''
  const [, page = 1, pages = 1] = /page (\d+)\/(\d+)/.exec(footer) ?? []
  return footer.includes('? help') ? { page: Number(page), pages: Number(pages) } : null
}
