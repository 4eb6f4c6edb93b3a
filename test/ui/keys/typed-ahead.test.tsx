// Keys that arrive in one batch, as on a slow line: those behind the one that opens a dialog are the dialog's, and none
// acts twice.

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
import { askedCommands, profileViews } from '../views/dialog-state.ts'
import { mountDialog } from '../views/mount-dialog.ts'

const enter = bytesOf('enter')
const esc = bytesOf('esc')
const left = bytesOf('left')
const ctrlG = bytesOf('ctrl-g')
const ctrlS = bytesOf('ctrl-s')

const job = jobOf({ id: 'abc12345', events: [[1, 'started', 'go', 5]] })

async function openDeck(commands = askedCommands()) {
  const store = createStore<DeckState>(() => stateOf([job], { profiles: profileViews }))
  const navigation = createStore<Navigation>(() => initialNavigation)
  const deck = await mountDialog(
    <EditorContext value={{ command: 'true', clock: systemClock }}>
      <App store={store} navigation={navigation} commands={commands} onQuit={() => {}} />
    </EditorContext>,
    80,
    24,
  )
  return { deck, commands, navigation, store }
}

describe('one batch of keys on the deck', () => {
  it('opens the emit dialog, picks, types and emits', async () => {
    const { deck, commands, navigation } = await openDeck()
    await deck.types(`epsome 정렬${enter}`)
    await waitFor(() => commands.emitted.length > 0)
    expect(commands.emitted).toEqual([{ job: keyOf('abc12345'), event: 'progress', detail: 'some 정렬' }])
    await waitFor(() => navigation.getState().stack.length === 1)
  })

  it('opens the register form and fills it', async () => {
    const { deck, commands } = await openDeck()
    await deck.types(`nnew job${ctrlS}`)
    await waitFor(() => commands.registered.length > 0)
    expect(commands.registered[0]?.prompt).toBe('new job')
  })

  it('opens the form of a new profile from the list and fills it', async () => {
    const { deck } = await openDeck()
    await deck.types('baprod')
    await deck.sees('│ prod')
  })

  it('removes a profile after its yes', async () => {
    const { deck, commands } = await openDeck()
    await deck.types('bjdy')
    await waitFor(() => commands.removed.length > 0)
  })

  it('delivers each key to the dialog that has the keyboard by then: four events, each from its own dialog', async () => {
    const { deck, commands, navigation } = await openDeck()
    await deck.types(`es${enter}ep${enter}er${enter}ex${enter}`)
    await waitFor(() => commands.emitted.length === 4)
    expect(commands.emitted.map(({ event }) => event)).toEqual(['started', 'progress', 'permission_required', 'error'])
    await waitFor(() => navigation.getState().stack.length === 1)
  })

  it('keeps a paste whole and in its place, also when the dialog for it is not drawn yet', async () => {
    const { deck, commands } = await openDeck()
    await deck.types(`ep\u001b[200~es\rec\r\u001b[201~!${left}?${enter}es${enter}`)
    await waitFor(() => commands.emitted.length === 2)
    expect(commands.emitted.map(({ event, detail }) => [event, detail])).toEqual([
      ['progress', 'es ec?!'],
      ['started', ''],
    ])
  })

  it('treats an escape before a letter as a separate key where alt has no meaning', async () => {
    const { deck, commands, navigation } = await openDeck()
    const seen: string[] = []
    navigation.subscribe(({ stack }) => seen.push(stack.map(({ name }) => name).join(' ')))
    await deck.types(`?${esc}b${esc}`)
    await waitFor(() => seen.length === 4)
    expect(seen).toEqual(['deck help', 'deck', 'deck brokers', 'deck'])
    expect(commands.checks).toBe(1)
  })

  it('leaves a form by an escape before a letter, and the letter goes to the deck', async () => {
    const { deck } = await openDeck()
    await deck.types(`n${esc}ep`)
    await deck.sees('detail')
  })

  it('goes on after the answer that a form waits for', async () => {
    const answer = Promise.withResolvers<Registration>()
    const { deck, navigation } = await openDeck(askedCommands({ register: () => answer.promise }))
    await deck.types(`nnew job${ctrlS}b`)
    await deck.sees('waiting for the registry lock')
    answer.resolve({ ok: true, job: keyOf('newjob01') })
    await deck.sees('local-tls')
    expect(navigation.getState().stack.map(({ name }) => name)).toEqual(['deck', 'brokers'])
  })

  it('goes on after the editor', async () => {
    const { deck, commands } = await openDeck()
    await deck.types(`nnew${ctrlG} job${ctrlS}`)
    await waitFor(() => commands.registered.length > 0)
    expect(commands.registered[0]?.prompt).toBe('new job')
  })

  it('does not type into a form what was meant for the deck when the form is refused', async () => {
    const refusal: Registration = { ok: false, fields: {}, message: 'the registry is locked' }
    const { deck, commands } = await openDeck(askedCommands({ register: async () => refusal }))
    await deck.types(`nnew job${ctrlS}ec${enter}`)
    await deck.sees('the registry is locked')
    await deck.press('ctrl-s')
    await waitFor(() => commands.registered.length === 2)
    expect(commands.registered[1]?.prompt).toBe('new job')
    expect(commands.emitted).toEqual([])
  })

  it('does not emit to another job while the one that was just registered is not on the deck yet', async () => {
    const { deck, commands, navigation } = await openDeck()
    await deck.types(`nnew job${ctrlS}ec${enter}`)
    await deck.sees('started')
    await waitFor(() => navigation.getState().stack.at(-1)?.name === 'detail')
    expect(commands.emitted).toEqual([])
  })

  it('emits to no other job when the one that it is meant for has left the deck', async () => {
    const { deck, commands, navigation, store } = await openDeck()
    await deck.press('enter')
    await deck.sees('#1')
    store.setState({ jobs: standingJobs([jobOf({ id: 'other123' })], nowMs), jobsVersion: 2 })
    await deck.sees('no longer on this deck')
    await deck.types(`epq ec${enter}`)
    await waitFor(() => navigation.getState().nextKey === 3 && navigation.getState().stack.length === 2)
    await deck.press('esc').sees('other123')
    expect(commands.emitted).toEqual([])
  })

  it('asks for the next profile after one is removed', async () => {
    const { deck, commands } = await openDeck()
    await deck.types('bjdyaprod')
    await deck.sees('│ prod')
    expect(commands.removed).toHaveLength(1)
  })
})

describe('a batch with one key too many', () => {
  it('emits once', async () => {
    const commands = askedCommands()
    const onClose = vi.fn()
    const job = foldAll([arrive(1, 'started')])
    const dialog = await mountDialog(
      <EmitDialog columns={80} rows={24} job={job} commands={commands} onClose={onClose} />,
      80,
      24,
    )
    await dialog.types(`c${enter}${enter}`)
    await dialog.press('enter')
    expect(commands.emitted).toHaveLength(1)
    expect(onClose).toHaveBeenCalledOnce()
  })
})
