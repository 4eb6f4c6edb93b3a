// The job menu (UX.md §2): everything that can be done with a job, or with all marked ones, and why something cannot.
import { useContext } from 'react'
import type { DeckState } from '../../../app/deck/deck-state.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import { confirmKeys } from '../../forms/confirm-keys.ts'
import { bodySize, boxSize, DialogFrame } from '../../forms/dialog-frame.tsx'
import { useDeck, useDeckContext } from '../../frame/deck-context.tsx'
import { useCloseWhen } from '../../frame/use-leaving.ts'
import type { ScreenProps, View } from '../../frame/view.ts'
import { type PaneView, paneView } from '../../job/job-view.ts'
import { KeyboardContext } from '../../keys/keyboard.ts'
import { useKeymap } from '../../keys/keymap.ts'
import { activeKeys, useKeys, useLatestState } from '../../keys/use-keys.ts'
import { TerminalContext } from '../../terminal/terminal-context.ts'
import { type MenuAction, openTo, refusalOf } from './actions.ts'
import { menuKeys } from './keys.ts'
import { menuBody, menuEdge, menuRows } from './lines.ts'
import { type MenuState, menuStart } from './state.ts'

function viewsOf(deck: DeckState, jobs: readonly JobKey[]): readonly PaneView[] {
  return jobs.map((job) => paneView(deck, job)).filter((view) => view !== null)
}

function MenuScreen({ screen, columns, rows, top }: ScreenProps<'menu'>) {
  const { jobs, of } = screen.state
  const { store, screens, commands } = useDeckContext()
  const keyboard = useContext(KeyboardContext)
  const keymap = useKeymap()
  const { send } = useContext(TerminalContext)
  const deck = useDeck((everything) => everything)
  const { state, latest, change } = useLatestState<MenuState>(menuStart)
  const views = viewsOf(deck, jobs)
  const isEmpty = views.length === 0
  useCloseWhen(isEmpty)

  const perform = (action: MenuAction, on: readonly PaneView[]) => {
    // The next menu is about another choice.
    if (of === 'marked') screens.change('deck', (place) => ({ ...place, marked: [] }))
    screens.back()
    action.run(on, { commands, send, registerCopy: (job) => screens.open('register', { copyOf: job }) })
  }
  const choose = (action: MenuAction) => {
    const now = viewsOf(store.getState(), jobs)
    const refusal = refusalOf(action, now)
    if (refusal !== null) {
      change({ stage: 'list', note: `${action.hint}: ${refusal}` })
      return
    }
    const able = openTo(action, now)
    const isAsked = action.asks === 'always' || (action.asks === 'several' && of === 'marked')
    if (!isAsked) {
      perform(action, able)
      return
    }
    // Nobody can have read the question yet.
    keyboard.drop()
    change({ stage: 'ask', action, jobs: able.map(({ job }) => job.key) })
  }
  useKeys({
    active: () => {
      const now = latest()
      if (now.stage === 'list') return activeKeys(menuKeys, { choose, leave: screens.back })
      return activeKeys(confirmKeys, {
        yes: () => perform(now.action, openTo(now.action, viewsOf(store.getState(), now.jobs))),
        no: () => change(menuStart),
      })
    },
  })
  const place = { columns, rows, top }
  const box = boxSize(place, menuRows)
  const hidden = views.filter(({ job }) => deck.jobs.placeOf(job.key) < 0).length
  if (isEmpty) return null
  return (
    <DialogFrame
      place={place}
      box={box}
      {...menuEdge(views, of, hidden, box.columns)}
      body={menuBody(state, views, keymap, bodySize(box))}
      rows={state.stage === 'list' ? menuKeys.rows.slice(-1) : confirmKeys.rows}
    />
  )
}

export const menuView: View<'menu'> = { tables: [menuKeys, confirmKeys], Screen: MenuScreen }
