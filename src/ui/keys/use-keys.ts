// How a view handles keys: while it is on the screen it holds the keyboard, and each key runs the row that it is bound to.
import { createContext, useContext, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import type { KeyTable } from './key-table.ts'
import { KeyboardContext } from './keyboard.ts'
import { type Keymap, useKeymap } from './keymap.ts'
import type { Keystroke } from './keystrokes.ts'

/** The table in force, with what its rows get. */
export interface ActiveKeys {
  readonly mode: KeyTable<never>['mode']
  /** False when the key is bound to no row. */
  readonly run: (keymap: Keymap, key: string) => boolean
  /** Whether the key is bound to a row that leaves the screen. */
  readonly isExit: (keymap: Keymap, key: string) => boolean
}

/** Whether the screen can be seen. While the terminal is too small for it, only keys that leave it do anything. */
export const VisibleContext = createContext(true)

export function activeKeys<At>(table: KeyTable<At>, at: At): ActiveKeys {
  return {
    mode: table.mode,
    run: (keymap, key) => runKey(keymap, table, key, at),
    isExit: (keymap, key) => table.rows.some((row) => row.isExit && keymap.keysOf(row).includes(key)),
  }
}

/** Runs the row that a key is bound to; false when it is bound to none. */
export function runKey<At>(keymap: Keymap, table: KeyTable<At>, key: string, at: At): boolean {
  for (const row of table.rows) {
    const nth = keymap.keysOf(row).indexOf(key)
    if (nth < 0) continue
    if (row.when?.(at) ?? true) row.run(at, nth)
    return true
  }
  return false
}

export interface KeyHandler {
  /**
   * Called for each key: the state is as the previous key left it, everything else as the last frame showed it. Null while
   * keys have to wait.
   */
  readonly active: () => ActiveKeys | null
  /** Called for a key of a `text` table that is bound to no row. */
  readonly type?: (stroke: Keystroke) => void
  /** Called for a paste; without it, a paste is ignored. */
  readonly paste?: (text: string) => void
  /** Called when text arrived all at once where keys are commands, and nothing was done with it. */
  readonly ignore?: () => void
}

export function useKeys(handler: KeyHandler): void {
  const keyboard = useContext(KeyboardContext)
  const keymap = useKeymap()
  const isVisible = useContext(VisibleContext)
  const mode = useEffectEvent(() => handler.active()?.mode ?? 'later')
  const press = useEffectEvent((stroke: Keystroke) => {
    const active = handler.active()
    if (!isVisible && !active?.isExit(keymap, stroke.key)) return
    if (active && !active.run(keymap, stroke.key) && active.mode === 'text') handler.type?.(stroke)
  })
  const paste = useEffectEvent((text: string) => {
    if (isVisible) handler.paste?.(text)
  })
  const ignore = useEffectEvent(() => {
    if (isVisible) handler.ignore?.()
  })
  // In the commit that draws the view: a key that is pressed once the view can be seen is for it.
  useLayoutEffect(() => keyboard.hold({ mode, press, paste, ignore }), [keyboard])
}

/** State that keys change. Several keys may come before React renders again: each starts from what the previous one left. */
export interface LatestState<State> {
  /** As last rendered. */
  readonly state: State
  readonly latest: () => State
  readonly change: (next: State) => void
}

/** The state of a dialog, which lives as long as the dialog. */
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
