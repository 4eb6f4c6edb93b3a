// How long the keyboard waits for what is incomplete.
import { expect, it } from 'vitest'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import { readKeys } from '../../../src/ui/keys/read-keys.ts'
import { FakeKeyboard } from '../../support/terminal/fake-keyboard.ts'

function reading() {
  const keyboard = new FakeKeyboard()
  const clock = new SimulatedClock(0)
  const read: string[] = []
  const stop = readKeys(keyboard as unknown as NodeJS.ReadableStream, clock, (inputs) => {
    for (const input of inputs) read.push('paste' in input ? `pasted ${input.paste}` : input.key || input.text)
  })
  return { keyboard, clock, read, stop }
}

it('gives out an escape after a moment, and not while a sequence is coming', () => {
  const { keyboard, clock, read } = reading()
  keyboard.type('\u001b')
  clock.advance(39)
  expect(read).toEqual([])
  clock.advance(1)
  expect(read).toEqual(['esc'])
  keyboard.type('\u001b')
  clock.advance(30)
  keyboard.type('[')
  clock.advance(400)
  keyboard.type('A')
  expect(read).toEqual(['esc', 'up'])
})

it('gives the keyboard back half a second after a string that does not end', () => {
  const { keyboard, clock, read } = reading()
  keyboard.type('\u001b]0;a title')
  clock.advance(499)
  keyboard.type('q')
  clock.advance(500)
  keyboard.type('j')
  expect(read).toEqual(['j'])
})

it('gives out a paste two seconds after its last piece', () => {
  const { keyboard, clock, read } = reading()
  keyboard.type('\u001b[200~one')
  clock.advance(1_999)
  keyboard.type(' two')
  clock.advance(1_999)
  expect(read).toEqual([])
  clock.advance(1)
  expect(read).toEqual(['pasted one two'])
})

it.each([
  ['paste', '\u001b[200~'],
  ['string', '\u001bP'],
  ['sequence', '\u001b['],
])('gives the keyboard back after 30 seconds of a %s that goes on and on', (_, begin) => {
  const { keyboard, clock, read } = reading()
  keyboard.type(begin)
  for (let piece = 0; piece < 75; piece++) {
    clock.advance(400)
    keyboard.type('1')
  }
  clock.advance(1)
  read.length = 0
  keyboard.type('q')
  expect(read).toEqual(['q'])
})

it('reads nothing any more once it is stopped', () => {
  const { keyboard, clock, read, stop } = reading()
  keyboard.type('\u001b')
  stop()
  clock.advance(1_000)
  keyboard.type('q')
  expect(read).toEqual([])
})
