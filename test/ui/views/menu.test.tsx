// The job menu over the deck: what each key asks of the deck, why some do nothing, and marks.
import { describe, expect, it } from 'vitest'
import type { JobFlags } from '../../../src/domain/attention/job-flags.ts'
import type { JobKey } from '../../../src/domain/jobs/job-key.ts'
import { plainTheme } from '../../../src/ui/cells/theme.ts'
import { standingJobs } from '../../app/deck/standing-jobs.ts'
import { openDeck, sizes } from '../deck-terminal.tsx'
import { everyFate, jobOf, keyOf, nowMs, stateOf } from '../fixtures.ts'

const size = { columns: 80, rows: 24 }
const state = stateOf(everyFate)
/** Of the order of the list: what asks, is silent, has failed, runs, …, without a record, …, and has completed. */
const [asking, , failed, running] = everyFate.map(({ id }) => id)
/** What the menu asked of the deck; moving asks things, too. */
const decided = (deck: { readonly commands: { readonly asked: readonly string[] } }) =>
  deck.commands.asked.filter((what) => !/^(?:hold|history|preview|seen|list)/.test(what))

async function openMenu(moves: readonly string[] = [], at = state) {
  const deck = await openDeck(at, size)
  for (const key of moves) await deck.press(key)
  await deck.press('x').sees('extend its total limit')
  return deck
}

describe('the job menu', () => {
  it.each([
    ['e', `extend ${asking}`],
    ['z', `silence ${asking}`],
    ['d', `dismiss ${asking}`],
    ['i', `copy ${asking}`],
    ['s', 'copy codex-2'],
  ])('by %s asks at once for: %s', async (key, what) => {
    const deck = await openMenu()
    await deck.press(key).seesNot('extend its total limit')
    expect(decided(deck)).toEqual([what])
  })

  it.each([
    ['c', 'Cancel the job codex-2 (77aa01ff)?', 'Its agent is not notified.', `cancel ${asking}`],
    ['r', 'Clear the retained event of the job codex-2', 'hears nothing of how it ended', `clear ${asking}`],
  ])('by %s asks first, and acts by another key', async (key, question, warning, what) => {
    const deck = await openMenu()
    await deck.press(key).sees(question, warning, 'y/n')
    await deck.press(key)
    await deck.press('enter')
    expect(decided(deck)).toEqual([])
    await deck.press('n').sees('extend its total limit')
    await deck.types(`${key}y`)
    expect(decided(deck)).toEqual([])
    await deck.press(key).sees(question)
    await deck.press('y').seesNot(question)
    expect(decided(deck)).toEqual([what])
  })

  it('says why an action is not available, and stays open', async () => {
    const deck = await openMenu(['G'])
    await deck.sees('cancel, without notifying its agent  – it has ended (completed)')
    await deck.press('c').sees('cancel: it has ended (completed)')
    expect(decided(deck)).toEqual([])
    await deck.press('x').seesNot('extend its total limit')
  })

  it('says so of a job without a record, too', async () => {
    const deck = await openDeck(stateOf([jobOf({ id: 'stranger', events: [[1, 'started', 'go', 5]] })]), size)
    await deck
      .press('x')
      .sees(
        /cancel, without notifying its agent {2}– it has no record/,
        /register again as a copy {2}– it has no record/,
        /copy its session {2}– it has no record/,
      )
  })

  it('offers the opposite for a silenced and for a dismissed job', async () => {
    const flags = new Map<JobKey, JobFlags>([[keyOf('77aa01ff'), { isSilenced: true, dismissed: 'asks since 1' }]])
    const deck = await openMenu([], { ...state, jobs: standingJobs(everyFate, nowMs, [], flags) })
    await deck.sees('let it call again', 'bring back to this deck')
    await deck.press('z')
    await deck.press('x').sees('let it call again')
    await deck.press('d')
    expect(decided(deck)).toEqual([`unsilence ${asking}`, `bring-back ${asking}`])
  })

  it('opens the register form as a copy, with its broker', async () => {
    const deck = await openMenu()
    await deck.press('n').sees('register a job', 'Migrate the session table', 'as in 77aa01ff')
    await deck.press('esc').seesNot('register a job')
  })

  it('closes when its job leaves the deck', async () => {
    const deck = await openMenu()
    await deck.change({ jobs: standingJobs(everyFate.slice(1), nowMs), jobsVersion: 2 })
    await deck.seesNot('extend its total limit')
  })
})

describe('marks', () => {
  /** In rows, one below the other. */
  async function withMarks(...moves: readonly string[]) {
    const deck = await openDeck(state, size)
    await deck.press('v')
    await deck.press('v')
    for (const key of moves) await deck.press(key)
    return deck
  }

  it('are shown by a glyph, in panes and rows, and counted; a second * takes one away', async () => {
    const deck = await withMarks('*', 'j', '*')
    await deck.sees(/ ◆\*codex-2/, /❯◷\*claude/, '2 marked')
    await deck.press('v').sees('* ◆ codex-2', '* ◷ claude', '2 marked')
    await deck.press('v')
    await deck.press('v')
    await deck.press('*').sees('1 marked')
    await deck.press('k')
    await deck.press('*').seesNot('marked')
  })

  it('go by esc, one step before the filter', async () => {
    const deck = await withMarks('*')
    await deck.change({ listing: { filter: 'claude', show: 'all', sortBy: 'start' } })
    await deck.sees('1 marked', '/claude')
    await deck.press('esc').seesNot('marked')
    expect(deck.commands.asked.filter((what) => what.startsWith('list'))).toEqual([])
    await deck.press('esc')
    expect(deck.commands.asked.filter((what) => what.startsWith('list'))).toEqual(['list all by start: '])
  })

  it('make the menu act on all of them, after one question with their number', async () => {
    const deck = await withMarks('*', 'j', 'j', '*', 'j', '*')
    await deck.press('x').sees('3 marked jobs', 'extend its total limit by 15 min  2 of 3')
    await deck
      .press('z')
      .sees('Silence all 3 marked jobs?', `codex-2 (${asking}), claude (${failed}), claude (${running})`)
    await deck.press('y').seesNot('marked')
    expect(decided(deck)).toEqual([`silence ${asking} ${failed} ${running}`])
  })

  it('leave out the jobs that an action is not open to', async () => {
    const deck = await withMarks('*', 'j', 'j', '*', 'j', '*')
    await deck.press('x').sees('3 marked jobs')
    await deck.press('n').sees('register a copy: only one job at a time')
    await deck.press('c').sees('Cancel 2 of the 3 marked jobs?')
    await deck.press('y').seesNot('marked')
    expect(decided(deck)).toEqual([`cancel ${asking}`, `cancel ${running}`])
  })

  it('say in the menu that some are not in the list', async () => {
    const deck = await withMarks('*', 'j', '*')
    const listed = standingJobs(everyFate.slice(1), nowMs)
    await deck.change({ jobs: { ...listed, get: state.jobs.get }, jobsVersion: 2 })
    await deck.press('x').sees('2 marked jobs', '1 not in the list')
  })

  it('of jobs that leave the deck go with them', async () => {
    const deck = await withMarks('*', 'j', '*')
    await deck.sees('2 marked')
    await deck.change({ jobs: standingJobs(everyFate.slice(1), nowMs), jobsVersion: 2 })
    await deck.sees('1 marked')
  })
})

it('a silenced job carries a small mark, as a row and as a pane', async () => {
  const flags = new Map<JobKey, JobFlags>([[keyOf('77aa01ff'), { isSilenced: true, dismissed: null }]])
  const deck = await openDeck({ ...state, jobs: standingJobs(everyFate, nowMs, [], flags) }, size)
  await deck.sees('◆ codex-2 z')
  await deck.press('v')
  await deck.press('v')
  await deck.press('j').sees(' ◆ codex-2 z')
})

describe('the frames of the menu', () => {
  const shown = sizes.filter(({ columns }) => columns < 300)

  it.each(shown)('of one job at $columns×$rows', async (at) => {
    const deck = await openDeck(state, at)
    await deck.press('x').sees(/copy (?:its )?session/)
    await expect(deck.frame()).toMatchFileSnapshot(`frames/over-deck-menu-${at.columns}x${at.rows}.txt`)
  })

  it.each(shown)('of marked jobs, asking, at $columns×$rows without colour', async (at) => {
    const deck = await openDeck(state, at, plainTheme)
    for (const key of ['*', 'j', '*']) await deck.press(key)
    await deck.press('x').sees('2 marked jobs')
    await deck.press('d').sees('Dismiss all 2 marked jobs?')
    await expect(deck.frame()).toMatchFileSnapshot(`frames/over-deck-menu-asks-${at.columns}x${at.rows}.txt`)
  })
})
