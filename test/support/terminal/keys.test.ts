import { expect, it } from 'vitest'
import { bytesOf, tmuxNameOf } from './keys.ts'

it.each([
  ['a', 'a', 'a'],
  ['G', 'G', 'G'],
  ['한', '한', '한'],
  [' ', ' ', 'Space'],
  [';', ';', '\\;'],
  ['enter', '\r', 'Enter'],
  ['shift-tab', '\u001b[Z', 'BTab'],
  ['ctrl-s', '\u0013', 'C-s'],
  ['meta-x', '\u001bx', 'M-x'],
  ['meta-left', '\u001b\u001b[D', 'M-Left'],
])('the key %s is %j to a program and %s to tmux', (key, bytes, tmuxName) => {
  expect(bytesOf(key)).toBe(bytes)
  expect(tmuxNameOf(key)).toBe(tmuxName)
})

it.each(['', 'ente', 'Enter', 'ctrl-', 'ab', 'meta-lef'])('"%s" is not the name of a key', (key) => {
  expect(() => bytesOf(key)).toThrow(/is not the name of a key/)
  expect(() => tmuxNameOf(key)).toThrow(/is not the name of a key/)
})
