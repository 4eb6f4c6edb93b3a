import { beforeEach, describe, expect, it } from 'vitest'
import { type Driver, driverOf, type Terminal } from './driver.ts'
import { type Emulator, startEmulator } from './emulator.ts'

const hastyMs = 50

let emulator: Emulator
let sent: string[]
let terminal: Terminal
let driver: Driver
/** For what must fail. */
let hasty: Driver

beforeEach(() => {
  emulator = startEmulator(20, 3)
  sent = []
  terminal = {
    delivery: 'sent',
    press: async (keys) => void sent.push(keys.join('+')),
    type: async (text) => void sent.push(`type ${text}`),
    paste: async (text) => void sent.push(`paste ${text}`),
    resize: async (columns, rows) => emulator.resize(columns, rows),
    frames: emulator.frames,
  }
  driver = driverOf(terminal)
  hasty = driverOf(terminal, hastyMs)
})

/** Clears the screen and draws the rows. */
function draw(...rows: readonly string[]): void {
  emulator.write(`\u001b[2J\u001b[H${rows.join('\r\n')}`)
}

describe('a driver', () => {
  it('takes the steps of a chain one after the other', async () => {
    const steps = driver.press('e').sees('emit to').types('done').pastes('all').press('ctrl-s', 'enter')
    expect(sent).toEqual([])
    await driver.seesNot('emit to')
    expect(sent).toEqual(['e'])
    draw('emit to abc12345')
    await steps
    expect(sent).toEqual(['e', 'type done', 'paste all', 'ctrl-s+enter'])
  })

  it('returns the screen that it has seen', async () => {
    draw('one', '', ' three ')
    const screen = await driver.sees('one', /^ three/m)
    expect(screen.rows).toEqual(['one', '', ' three '])
    expect(screen.text).toBe('one\n\n three ')
    expect(screen.unwrapped).toBe('one  three')
    expect(screen.written).toEqual(['one', ' three '])
  })

  it('waits for what is drawn later', async () => {
    const seen = driver.sees('late')
    draw('not yet')
    draw('late')
    expect((await seen).rows[0]).toBe('late')
  })

  it('fails with what it looked for, the screen, and where in the test that was', async () => {
    draw('something else')
    const failure = await hasty.sees('something', 'emit to', /else!/).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      message: `not seen after ${hastyMs} ms: "something", "emit to", /else!/\nThe screen:\nsomething else\n\n`,
      cause: { stack: expect.stringContaining('driver.test.ts') },
    })
  })

  it('fails when something unwanted stays', async () => {
    draw('NEEDS YOU')
    await expect(hasty.seesNot('gone', 'NEEDS YOU')).rejects.toThrow(
      /not seen after \d+ ms: a screen without "gone", "NEEDS YOU"\nThe screen:\nNEEDS YOU/,
    )
  })

  it('waits until a check holds, and fails with the words of the check', async () => {
    draw('▶ 8')
    const jobs = driver.seesThat('nine jobs', (screen) => {
      expect(screen.rows[0]).toBe('▶ 9')
      return true
    })
    draw('▶ 9')
    expect((await jobs).rows[0]).toBe('▶ 9')
    const ten = hasty.seesThat('ten jobs', (screen) => {
      expect(screen.rows[0]).toBe('▶ 10')
      return true
    })
    await expect(ten).rejects.toThrow(/not seen after \d+ ms: ten jobs\nexpected '▶ 9' to be '▶ 10'[\s\S]*\n▶ 9\n/)
    await expect(hasty.seesThat('no', () => false)).rejects.toThrow(/not seen after \d+ ms: no\nThe screen/)
  })

  it('stops at the first step that fails', async () => {
    await expect(hasty.press('e').sees('emit to').press('x')).rejects.toThrow('"emit to"')
    expect(sent).toEqual(['e'])
  })

  it('does not wait for a program that has ended', async () => {
    draw('the end')
    emulator.end()
    await driver.sees('the end')
    await expect(driver.sees('welcome')).rejects.toThrow('not seen when the program ended: "welcome"')
  })

  it.each([
    ['a letter behind a letter, which is text in one read', ['j'], ['k']],
    ['a letter behind a key that may change the screen', ['enter'], ['y']],
    ['a key behind a letter that may change the screen', ['d'], ['enter']],
    ['a key behind esc, which is one key with alt', ['esc'], ['q']],
    ['a letter behind a text', 'some', ['q']],
    ['a text behind a letter', ['n'], 'text'],
    ['a text behind esc', ['esc'], 'text'],
  ])('refuses %s until something has been seen', async (_what, first, next) => {
    const send = (what: string | string[]) => (typeof what === 'string' ? driver.types(what) : driver.press(...what))
    draw('a screen')
    await send(first)
    await expect(send(next)).rejects.toThrow(/^see what .+ has done before you send /)
    await driver.sees('a screen')
    await send(next)
    expect(sent).toHaveLength(2)
  })

  it('refuses several letters in one press, which would be text', async () => {
    await expect(driver.press('j', 'enter', 'k')).rejects.toThrow('j k in one press are text')
    await driver.press('j', 'j', 'enter')
    expect(sent).toEqual(['j+j+enter'])
  })

  it('fills in a form without looking', async () => {
    await driver.types('name').press('tab').types('host').types('!').pastes('more').press('shift-tab', 'ctrl-s')
    expect(sent).toEqual(['type name', 'tab', 'type host', 'type !', 'paste more', 'shift-tab+ctrl-s'])
  })

  it('presses as it likes where each step waits for what is drawn', async () => {
    const inStep = driverOf({ ...terminal, delivery: 'drawn' })
    await inStep.press('d').press('y', 'n').types('text').press('esc').press('q')
    expect(sent).toEqual(['d', 'y+n', 'type text', 'esc', 'q'])
  })

  it('resizes the terminal', async () => {
    expect((await driver.resizes(30, 5).seesThat('five rows', ({ rows }) => rows.length === 5)).rows).toHaveLength(5)
    expect((await driver.screen()).rows).toHaveLength(5)
  })
})
