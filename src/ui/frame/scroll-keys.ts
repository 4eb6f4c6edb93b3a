// The scrolling keys, the same on every screen.
import type { ViewRow } from '../keys/key-table.ts'
import { type Extent, lastTop } from './document.ts'
import type { ScreenAt } from './use-screen-keys.ts'

type Scroll<At> = (at: At) => void

export interface Scrolls<At> {
  readonly up: Scroll<At>
  readonly down: Scroll<At>
  readonly pageUp: Scroll<At>
  readonly pageDown: Scroll<At>
  readonly top: Scroll<At>
  readonly bottom: Scroll<At>
}

/** @param hint what moving by one line is called */
export function scrollRows<At>(hint: string, scrolls: Scrolls<At>): readonly ViewRow<At>[] {
  return [
    { name: 'up', keys: ['up', 'k'], hint, footer: 'spare', run: scrolls.up },
    { name: 'down', keys: ['down', 'j'], hint, footer: 'spare', run: scrolls.down },
    { name: 'page-down', keys: ['pagedown', ' '], hint: 'next page', footer: 'help', run: scrolls.pageDown },
    { name: 'page-up', keys: ['pageup'], hint: 'previous page', footer: 'help', run: scrolls.pageUp },
    { name: 'top', keys: ['g', 'home'], hint: 'top', footer: 'help', run: scrolls.top },
    { name: 'bottom', keys: ['G', 'end'], hint: 'bottom', footer: 'help', run: scrolls.bottom },
  ]
}

/** The state of a scrolling text: the first line shown. It can be too large after the text has become shorter. */
export interface DocumentState {
  readonly top: number
}

export type DocumentAt<State extends DocumentState> = ScreenAt<State> & { readonly extent: Extent }

type NextTop = (top: number, extent: Extent) => number

function scrollTo<State extends DocumentState>(next: NextTop): Scroll<DocumentAt<State>> {
  return ({ state, change, extent }) => {
    const last = lastTop(extent)
    change({ ...state, top: Math.min(last, Math.max(0, next(Math.min(state.top, last), extent))) })
  }
}

/** The keys that scroll a text. */
export function documentRows<State extends DocumentState>(): readonly ViewRow<DocumentAt<State>>[] {
  return scrollRows<DocumentAt<State>>('scroll', {
    up: scrollTo((top) => top - 1),
    down: scrollTo((top) => top + 1),
    pageUp: scrollTo((top, { rows }) => top - rows),
    pageDown: scrollTo((top, { rows }) => top + rows),
    top: scrollTo(() => 0),
    bottom: scrollTo((_, { lines }) => lines),
  })
}
