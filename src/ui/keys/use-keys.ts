// How a view takes keys: while it is on the screen it has the keyboard, and each key goes to the row that names it.
import { useContext, useEffect, useEffectEvent, useRef, useState } from 'react'
import type { KeyTable } from './key-table.ts'
import { KeyboardContext } from './keyboard.ts'
import { type Keymap, runKey, useKeymap } from './keymap.ts'
import type { Keystroke } from './keystrokes.ts'

/** The table that is in force, with what its rows work on. */
export interface ActiveKeys {
  readonly mode: KeyTable<never>['mode']
  /** False when no row names the key. */
  readonly run: (keymap: Keymap, key: string) => boolean
}

export function activeKeys<At>(table: KeyTable<At>, at: At): ActiveKeys {
  return { mode: table.mode, run: (keymap, key) => runKey(keymap, table, key, at) }
}

export interface KeyTaker {
  /**
   * Asked for each key, with the state as the key before has left it; everything else is as the last frame showed it. Null
   * while keys have to wait.
   */
  readonly active: () => ActiveKeys | null
  /** What is typed in a `text` table and is in no row. */
  readonly type?: (stroke: Keystroke) => void
  /** Text is pasted; where it is missing, a paste means nothing. */
  readonly paste?: (text: string) => void
}

export function useKeys(taker: KeyTaker): void {
  const keyboard = useContext(KeyboardContext)
  const keymap = useKeymap()
  const mode = useEffectEvent(() => taker.active()?.mode ?? 'later')
  const press = useEffectEvent((stroke: Keystroke) => {
    const active = taker.active()
    if (active && !active.run(keymap, stroke.key) && active.mode === 'text') taker.type?.(stroke)
  })
  const paste = useEffectEvent((text: string) => taker.paste?.(text))
  useEffect(() => keyboard.hold({ mode, press, paste }), [keyboard])
}

/** A state that keys change. Several may come before React renders again: each starts from what the last one left. */
export interface LatestState<State> {
  /** As it was rendered. */
  readonly state: State
  readonly latest: () => State
  readonly change: (next: State) => void
}

/** The state of a dialog, which ends with it. */
export function useLatestState<State>(initial: State): LatestState<State> {
  const [state, setState] = useState(initial)
  const current = useRef(state)
  const keyboard = useContext(KeyboardContext)
  return {
    state,
    latest: () => current.current,
    change: (next) => {
      current.current = next
      setState(next)
      keyboard.drain()
    },
  }
}
