// Batches of keys as Ink hands them over, taken apart.
import type { Key } from 'ink'
import { describe, expect, it } from 'vitest'
import { keysForText, keystrokesOf, singleKeys } from '../../../src/ui/keys/keystrokes.ts'

const none: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
}

const keys = (input: string, flags: Partial<Key> = {}) =>
  keystrokesOf(input, { ...none, ...flags }).map(({ key, text }) => key || text)

describe('keystrokes', () => {
  it.each<[string, string, Partial<Key>, readonly string[]]>([
    ['a letter', 'a', {}, ['a']],
    ['a capital', 'G', { shift: true }, ['G']],
    ['a syllable', '정', {}, ['정']],
    ['an arrow', '', { leftArrow: true }, ['left']],
    ['an arrow with alt', '', { leftArrow: true, meta: true }, ['meta-left']],
    ['tab backwards', '', { tab: true, shift: true }, ['shift-tab']],
    ['ctrl with a letter', 's', { ctrl: true }, ['ctrl-s']],
    ['alt with a letter', 'b', { meta: true }, ['meta-b']],
    ['escape twice', '', { escape: true, meta: true }, ['esc', 'esc']],
    ['a released key', 'a', { eventType: 'release' }, []],
    ['an unknown key', '', {}, []],
    ['a run of text', 'hello 정렬', {}, ['hello 정렬']],
    ['a batch with controls', 'ab\t\u0013c\r\nd\u007f', {}, ['ab', 'tab', 'ctrl-s', 'c', 'enter', 'd', 'backspace']],
  ])('of %s', (_, input, flags, wanted) => {
    expect(keys(input, flags)).toEqual(wanted)
  })

  it('single out the characters of a run', () => {
    expect(singleKeys({ key: '', text: 'j👨‍👩‍👧k' }).map(({ key }) => key)).toEqual(['j', '👨‍👩‍👧', 'k'])
  })

  it.each([
    ['meta-G', ['esc', 'G'], ['esc', 'G']],
    ['meta-enter', ['esc', 'enter'], ['esc', 'enter']],
    ['ctrl-meta-s', ['esc', 'ctrl-s'], ['esc', 'ctrl-s']],
    ['meta-b', ['esc', 'b'], ['meta-b']],
    ['meta-B', ['esc', 'B'], ['meta-B']],
    ['meta-left', ['esc', 'left'], ['meta-left']],
  ])('take %s for an escape and a key where alt means nothing', (key, forKeys, forText) => {
    expect(singleKeys({ key, text: '' }).map((stroke) => stroke.key)).toEqual(forKeys)
    expect(keysForText({ key, text: '' }).map((stroke) => stroke.key)).toEqual(forText)
  })
})
