// Every view of the deck, by the name of its screen. The frame, the help page and the user's bindings find them here: to
// add a view, add its folder and a line below.
import type { ScreenName } from '../frame/navigation.ts'
import type { View } from '../frame/view.ts'
import { terminalKeys } from '../keys/terminal-keys.ts'
import { answerView } from './answer/view.tsx'
import { brokersView } from './brokers/view.tsx'
import { deckView } from './deck/view.tsx'
import { detailView } from './detail/view.tsx'
import { droppedView } from './dropped/view.tsx'
import { emitView } from './emit/view.tsx'
import { eventView } from './event/view.tsx'
import { helpView } from './help/view.tsx'
import { menuView } from './menu/view.tsx'
import { registerView } from './register/view.tsx'
import { writeView } from './write/view.tsx'

/** In the order of the help page. */
export const views: { readonly [Name in ScreenName]: View<Name> } = {
  deck: deckView,
  detail: detailView,
  event: eventView,
  dropped: droppedView,
  help: helpView,
  register: registerView,
  emit: emitView,
  write: writeView,
  answer: answerView,
  menu: menuView,
  brokers: brokersView,
}

/** The tables of every view, and the keys that all of them share. */
export const keyTables = [...new Set(Object.values(views).flatMap((view) => view.tables)), terminalKeys]
