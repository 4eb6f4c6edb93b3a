// Keys and pastes as steps of a pure state machine. Several keys may arrive before React renders again, so each step
// starts from the state that the last one left, not from the one that was rendered.
import { useContext, useEffect, useEffectEvent, useRef, useState } from 'react'
import { type InputMode, KeyboardContext } from './keyboard.ts'
import type { Keystroke } from './keystrokes.ts'

export interface Step<State, Effect> {
  readonly state: State
  /** What the world is to do because of this step; null for nothing. */
  readonly effect: Effect | null
}

export interface Machine<State, Effect> {
  /** What typing is in this state. */
  readonly mode: (state: State) => InputMode
  readonly press: (state: State, stroke: Keystroke) => Step<State, Effect>
  readonly paste: (state: State, text: string) => State
}

export interface MachineHandle<State> {
  readonly state: State
  /** Changes the state for another reason than a key, such as an answer that has come. */
  readonly change: (next: (state: State) => State) => void
  /** Forgets the keys that wait while the mode is `later`. */
  readonly dropWaiting: () => void
}

/** What an effect means for the machine. `gone`: every further key is for what takes its place. */
export type AfterEffect = 'stays' | 'gone'

/** Runs a machine on the keyboard; `perform` gets each effect with the state right after its step. */
export function useKeystrokes<State, Effect>(
  initial: State,
  machine: Machine<State, Effect>,
  perform: (effect: Effect, state: State) => AfterEffect,
): MachineHandle<State> {
  const [state, setState] = useState(initial)
  const latest = useRef(state)
  const isGone = useRef(false)
  const keyboard = useContext(KeyboardContext)
  const change = (next: (state: State) => State) => {
    latest.current = next(latest.current)
    setState(latest.current)
    keyboard.drain()
  }
  const mode = useEffectEvent(() => (isGone.current ? 'later' : machine.mode(latest.current)))
  const press = useEffectEvent((stroke: Keystroke) => {
    const step = machine.press(latest.current, stroke)
    change(() => step.state)
    isGone.current = step.effect !== null && perform(step.effect, step.state) === 'gone'
  })
  const paste = useEffectEvent((text: string) => change((current) => machine.paste(current, text)))
  useEffect(() => keyboard.hold({ mode, press, paste }), [keyboard])
  return { state, change, dropWaiting: keyboard.drop }
}
