// The deck with the user's keys: it obeys them, names them in its footer and its help, and says which it could not use.
import { expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { App } from '../../../src/ui/frame/app.tsx'
import { initialNavigation, type Navigation } from '../../../src/ui/frame/navigation.ts'
import { everyFate, recordedCommands, stateOf, storeOf } from '../fixtures.ts'
import { mountDialog } from '../views/mount-dialog.ts'

async function openDeck(bindings: unknown) {
  const navigation = createStore<Navigation>(() => initialNavigation)
  const commands = recordedCommands()
  const deck = await mountDialog(
    <App
      store={storeOf(stateOf(everyFate))}
      navigation={navigation}
      commands={commands}
      keys={{ bindings }}
      onQuit={() => {}}
    />,
    120,
    40,
  )
  return { deck, commands, screen: () => navigation.getState().stack.at(-1)?.name }
}

it('obeys the user’s keys, and no longer the ones that they replace', async () => {
  const { deck, screen } = await openDeck({ 'deck.emit': ['E'], 'emit.progress': ['w'] })
  await deck.press('e')
  expect(screen()).toBe('deck')
  await deck.press('E').sees('emit to ◆ codex-2', 'w  progress')
  await deck.press('p', 'w').sees('event  progress')
})

it('names them in the footer and on the help page', async () => {
  const { deck } = await openDeck({ 'deck.emit': ['E', 'ctrl-e'], 'deck.brokers': [] })
  await deck.sees('E emit').seesNot('b broker')
  await deck.press('?').sees(/E ctrl-e +emit/)
})

it('says above the panes which of them it could not use', async () => {
  const { deck, screen } = await openDeck({ 'deck.emit': ['n'] })
  await deck.sees(
    'config.json, keys: "n" is bound to both deck.register and deck.emit: choose another key for one of them',
  )
  await deck.press('n')
  expect(screen()).toBe('register')
})

it('names them wherever the screen says which key to press', async () => {
  const { deck } = await openDeck({ 'deck.open': ['o'], 'detail.bottom': ['z'], 'confirm.yes': ['j'] })
  await deck.sees('o opens  space marks as seen')
  await deck.press('n').types('x').press('esc').sees('Your text will be lost.  j/n')
})
