// Keys that arrive together, as on a slow line, as typed text or as a paste without brackets: text is not taken for commands, keys
// pressed during a change of screen do nothing, and none acts twice.

import { describe, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { Registration } from '../../../src/app/deck/deck-commands.ts'
import type { DeckState } from '../../../src/app/deck/deck-state.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { EditorContext } from '../../../src/ui/editor/external-editor.ts'
import { App } from '../../../src/ui/frame/app.tsx'
import { initialNavigation, type Navigation } from '../../../src/ui/frame/navigation.ts'
import { EmitDialog } from '../../../src/ui/views/emit/view.tsx'
import { standingJobs } from '../../app/deck/standing-jobs.ts'
import { arrive, foldAll } from '../../domain/jobs/build-job.ts'
import { bytesOf } from '../../support/terminal/keys.ts'
import { waitFor } from '../../support/wait-for.ts'
import { jobOf, keyOf, nowMs, stateOf } from '../fixtures.ts'
import { askedCommands, profileViews, viewOf } from '../views/dialog-state.ts'
import { mountDialog } from '../views/mount-dialog.ts'

const enter = bytesOf('enter')
const ctrlG = bytesOf('ctrl-g')
const ctrlS = bytesOf('ctrl-s')

const jobs = ['abc12345', 'def12345', 'ghi12345'].map((id) => jobOf({ id, events: [[1, 'started', 'go', 5]] }))

async function openDeck(commands = askedCommands()) {
  const store = createStore<DeckState>(() => stateOf(jobs, { profiles: profileViews }))
  const navigation = createStore<Navigation>(() => initialNavigation)
  let quits = 0
  const deck = await mountDialog(
    <EditorContext value={{ command: 'true', clock: systemClock }}>
      <App store={store} navigation={navigation} commands={commands} onQuit={() => quits++} />
    </EditorContext>,
    80,
    24,
  )
  const names = () => navigation.getState().stack.map(({ name }) => name)
  return { deck, commands, navigation, store, names, quits: () => quits }
}

describe('text that arrives at once where keys are commands', () => {
  it.each([
    ['a command and its answer', `ec${enter}`],
    ['a whole form', `nnew job${ctrlS}`],
    ['a word with q', 'quit'],
    ['lines of a paste without brackets', `nothing here\rmore of it\r`],
    ['Korean', '한글입력'],
  ])('does nothing, and the deck says so: %s', async (_what, text) => {
    const { deck, commands, names, quits } = await openDeck()
    await deck.types(text)
    await deck.sees('typed text: no key was pressed')
    expect([names(), quits(), commands.emitted, commands.registered]).toEqual([['deck'], 0, [], []])
    await deck.press('j').seesNot('typed text')
  })

  it('is not taken for commands on any other screen either', async () => {
    const { deck, names } = await openDeck()
    await deck.press('?').sees('The deck')
    await deck.types('quit')
    await deck.press('down')
    expect(names()).toEqual(['deck', 'help'])
  })

  it('is a key that was held down where it is one character', async () => {
    const { deck } = await openDeck()
    await deck.types('jj')
    await deck.sees(/┏ ▶ ghi12345/)
  })

  it('is typed where text is typed', async () => {
    const { deck, commands } = await openDeck()
    await deck.press('n').sees('register a job')
    await deck.types(`new job${ctrlS}`)
    await waitFor(() => commands.registered.length > 0)
    expect(commands.registered[0]?.prompt).toBe('new job')
  })
})

describe('keys during a change of screen', () => {
  it('do nothing: what was pressed behind the key that opens a screen is not for it', async () => {
    const { deck, names } = await openDeck()
    await deck.types(`${enter}${enter}${enter}`)
    await deck.sees('#1')
    expect(names()).toEqual(['deck', 'detail'])
  })

  it('do nothing on the screen below: what is pressed behind the one that leaves is not for that', async () => {
    const { deck, names, quits } = await openDeck()
    await deck.press('?').sees('The deck')
    await deck.types('qqq')
    await waitFor(() => names().length === 1)
    expect(quits()).toBe(0)
  })

  it('do nothing to another job: an end that is emitted twice in a row is emitted once', async () => {
    const { deck, commands, names } = await openDeck()
    await deck.press('e').sees(/emit to . abc12345/)
    await deck.press('s').sees('detail')
    await deck.types(`${enter}${enter}${enter}`)
    await waitFor(() => names().length === 1)
    expect(commands.emitted).toEqual([{ job: keyOf('abc12345'), event: 'started', detail: '' }])
  })

  it('wait while a form waits for its answer, and are forgotten with the form', async () => {
    const answer = Promise.withResolvers<Registration>()
    const { deck, names } = await openDeck(askedCommands({ register: () => answer.promise }))
    await deck.press('n').types('new job').press('ctrl-s').sees('waiting for the registry lock')
    await deck.press('b')
    answer.resolve({ ok: true, job: keyOf('newjob01') })
    await deck.seesNot('register a job')
    expect(names()).toEqual(['deck'])
  })

  it('go on after the editor', async () => {
    const { deck, commands } = await openDeck()
    await deck.press('n').sees('register a job')
    await deck.types(`new${ctrlG} job${ctrlS}`)
    await waitFor(() => commands.registered.length > 0)
    expect(commands.registered[0]?.prompt).toBe('new job')
  })

  it('are not typed into a form that is refused', async () => {
    const refusal: Registration = { ok: false, fields: {}, message: 'the registry is locked' }
    const { deck, commands } = await openDeck(askedCommands({ register: async () => refusal }))
    await deck.press('n').sees('register a job')
    await deck.types(`new job${ctrlS}ec${enter}`)
    await deck.sees('the registry is locked')
    await deck.press('ctrl-s')
    await waitFor(() => commands.registered.length === 2)
    expect(commands.registered[1]?.prompt).toBe('new job')
    expect(commands.emitted).toEqual([])
  })
})

describe('a paste', () => {
  it('stays whole and in its place', async () => {
    const { deck, commands, names } = await openDeck()
    await deck.press('e').sees(/emit to . abc12345/)
    await deck.press('p').sees('detail')
    await deck.types(`\u001b[200~es\rec\r\u001b[201~!${enter}`)
    await waitFor(() => names().length === 1)
    expect(commands.emitted.map(({ event, detail }) => [event, detail])).toEqual([['progress', 'es ec!']])
  })
})

describe('a key for a job', () => {
  it('does nothing while the one that was just registered is not on the deck yet', async () => {
    const { deck, commands, names } = await openDeck()
    await deck.press('n').types('new job').press('ctrl-s').seesNot('register a job')
    for (const key of ['e', 'enter', ' ']) await deck.press(key).sees('that job is not in the list yet')
    expect([names(), commands.emitted]).toEqual([['deck'], []])
  })

  it('reaches the new job once it is there', async () => {
    const { deck, store, names } = await openDeck()
    await deck.press('n').types('new job').press('ctrl-s').seesNot('register a job')
    const fresh = jobOf({ id: 'newjob01', prompt: 'new job', registeredAgoSec: 1 })
    store.setState({ jobs: standingJobs([...jobs, fresh], nowMs), jobsVersion: 2 })
    await deck.sees(/┏ ○ claude/)
    await deck.press('e').sees(/emit to ○ claude · new job .*newjob01/)
    expect(names()).toEqual(['deck', 'emit'])
  })

  it('reaches no other job when its own has left the deck', async () => {
    const { deck, commands, names, store } = await openDeck()
    await deck.press('enter').sees('#1')
    store.setState({ jobs: standingJobs([jobOf({ id: 'other123' })], nowMs), jobsVersion: 2 })
    await deck.sees('no longer on this deck')
    await deck.press('e')
    await waitFor(() => names().length === 2)
    await deck.press('esc').sees('other123')
    expect(commands.emitted).toEqual([])
  })
})

describe('a batch with one key too many', () => {
  it('emits once', async () => {
    const commands = askedCommands()
    const onClose = vi.fn()
    const job = foldAll([arrive(1, 'started')])
    const dialog = await mountDialog(
      <EmitDialog columns={80} rows={24} view={viewOf(job)} commands={commands} onClose={onClose} />,
      80,
      24,
    )
    await dialog.press('p')
    await dialog.types(`${enter}${enter}`)
    await dialog.press('enter')
    expect(commands.emitted).toHaveLength(1)
    expect(onClose).toHaveBeenCalledOnce()
  })
})
