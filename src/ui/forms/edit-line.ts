// Typing into one line of text, such as a filter or the detail of an event.
import { textActionOf } from '../editor/text-bindings.ts'
import { editText, type TextBuffer, textOf } from '../editor/text-buffer.ts'
import type { Keystroke } from '../keys/keystrokes.ts'
import { oneLine } from './form-state.ts'

/** No filter and no search needs more characters. */
export const maxSearchChars = 200

/** The line after something was typed or pasted into it. */
export function editLine(
  buffer: TextBuffer,
  { key, text }: Keystroke,
  maxChars = Number.POSITIVE_INFINITY,
): TextBuffer {
  if (text !== '') {
    const room = maxChars - textOf(buffer).length
    return editText(buffer, { type: 'insert', text: oneLine(text).slice(0, Math.max(0, room)).toWellFormed() })
  }
  const action = textActionOf(key)
  return action ? editText(buffer, action) : buffer
}
