// Keys and pastes as steps of a pure state machine. Several keys may arrive before React renders again, so each step
// starts from the state that the last one left, not from the one that was rendered.
import { useInput, usePaste } from 'ink'
import { useRef, useState } from 'react'
import { type Keystroke, keystrokesOf, singleKeys } from './keystrokes.ts'

export interface Step<State, Effect> {
  readonly state: State
  /** What the world is to do because of this step; null for nothing. */
  readonly effect: Effect | null
}

export interface Machine<State, Effect> {
  /** Whether typing is text in this state: then a run of characters comes as one keystroke, else key by key. */
  readonly takesText: (state: State) => boolean
  readonly press: (state: State, stroke: Keystroke) => Step<State, Effect>
  readonly paste: (state: State, text: string) => State
}

export interface MachineHandle<State> {
  readonly state: State
  /** Changes the state for another reason than a key, such as an answer that has come. */
  readonly change: (next: (state: State) => State) => void
}

/** Runs a machine on the terminal's input; `perform` gets each effect with the state right after its step. */
export function useKeystrokes<State, Effect>(
  initial: State,
  machine: Machine<State, Effect>,
  perform: (effect: Effect, state: State) => void,
): MachineHandle<State> {
  const [state, setState] = useState(initial)
  const latest = useRef(state)
  const change = (next: (state: State) => State) => {
    latest.current = next(latest.current)
    setState(latest.current)
  }
  useInput((input, key) => {
    const strokes = [...keystrokesOf(input, key)]
    for (let stroke = strokes.shift(); stroke; stroke = strokes.shift()) {
      const [first, ...rest] = machine.takesText(latest.current) ? [stroke] : singleKeys(stroke)
      if (!first) continue
      strokes.unshift(...rest)
      const step = machine.press(latest.current, first)
      change(() => step.state)
      if (step.effect !== null) perform(step.effect, step.state)
    }
  })
  usePaste((text) => change((current) => machine.paste(current, text)))
  return { state, change }
}
