// Keys that arrive in one batch, as on a slow line: those behind the one that opens a dialog are the dialog's, and none
// acts twice.

import { describe, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { DeckState } from '../../../src/monitor/deck-state.ts'
import { App } from '../../../src/ui/app.tsx'
import { EmitDialog } from '../../../src/ui/dialogs/emit-dialog.tsx'
import { atStart, type Navigation } from '../../../src/ui/navigation.ts'
import { arrive, foldAll } from '../../jobs/build-job.ts'
import { waitFor } from '../../support/wait-for.ts'
import { jobOf, stateOf } from '../fixtures.ts'
import { askedCommands, ctrlS, enter, profileViews } from './dialog-state.ts'
import { mountDialog } from './mount-dialog.ts'

async function openDeck() {
  const commands = askedCommands()
  const job = jobOf({ id: 'abc12345', events: [[1, 'started', 'go', 5]] })
  const store = createStore<DeckState>(() => stateOf([job], { profiles: profileViews }))
  const navigation = createStore<Navigation>(() => atStart)
  const deck = await mountDialog(
    <App store={store} navigation={navigation} commands={commands} onQuit={() => {}} />,
    80,
    24,
  )
  return { deck, commands, navigation }
}

describe('one batch of keys on the deck', () => {
  it('opens the emit dialog, picks, types and emits', async () => {
    const { deck, commands, navigation } = await openDeck()
    await deck.type(`epsome 정렬${enter}`)
    await waitFor(() => commands.emitted.length > 0)
    expect(commands.emitted).toEqual([{ jobId: 'abc12345', event: 'progress', detail: 'some 정렬' }])
    await waitFor(() => navigation.getState().stack.length === 1)
  })

  it('opens the register form and fills it', async () => {
    const { deck, commands } = await openDeck()
    await deck.type(`nnew job${ctrlS}`)
    await waitFor(() => commands.registered.length > 0)
    expect(commands.registered[0]?.prompt).toBe('new job')
  })

  it('opens the form of a new profile from the list and fills it', async () => {
    const { deck } = await openDeck()
    await deck.type('baprod')
    await deck.shows('│ prod')
  })

  it('removes a profile after its yes', async () => {
    const { deck, commands } = await openDeck()
    await deck.type('bjdy')
    await waitFor(() => commands.removed.length > 0)
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
    await dialog.type(`c${enter}${enter}`)
    await dialog.type(enter)
    expect(commands.emitted).toHaveLength(1)
    expect(onClose).toHaveBeenCalledOnce()
  })
})
