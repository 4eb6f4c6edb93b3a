// Batches of keys, taken apart.
import { describe, expect, it } from 'vitest'
import { keysForText, keystrokesOfText, metaKey, singleKeys } from '../../../src/ui/keys/keystrokes.ts'

describe('keystrokes', () => {
  it.each<[string, string, readonly string[]]>([
    ['a letter', 'a', ['a']],
    ['a capital', 'G', ['G']],
    ['a syllable', '정', ['정']],
    ['nothing', '', []],
    ['a run of text', 'hello 정렬', ['hello 정렬']],
    ['a batch with controls', 'ab\t\u0013c\r\nd\u007f', ['ab', 'tab', 'ctrl-s', 'c', 'enter', 'd', 'backspace']],
  ])('of %s', (_, input, wanted) => {
    expect(keystrokesOfText(input).map(({ key, text }) => key || text)).toEqual(wanted)
  })

  it.each([
    ['b', 'meta-b'],
    ['G', 'meta-G'],
    ['\r', 'meta-enter'],
    ['\u007f', 'meta-backspace'],
    ['\u0013', 'ctrl-meta-s'],
  ])('name alt with %j', (character, name) => {
    expect(metaKey(character)).toEqual({ key: name, text: '' })
  })

  it('take a Korean letter for the key that it is on where no text is typed', () => {
    const letters = (text: string) => keystrokesOfText(text).flatMap(singleKeys)
    expect(letters('ㅓ')).toEqual([{ key: 'j', text: 'j' }])
    expect(letters('ㅂㅃㅒㅡ한').map(({ key }) => key)).toEqual(['q', 'Q', 'O', 'm', '한'])
    expect(keystrokesOfText('ㅓ').flatMap(keysForText)).toEqual([{ key: 'ㅓ', text: 'ㅓ' }])
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
