import { Console } from 'node:console'
import { EventEmitter } from 'node:events'
import type { ReadStream, WriteStream } from 'node:tty'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { StoreApi } from 'zustand/vanilla'
import type { DeckState } from '../../../src/app/deck/deck-state.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { openScreen } from '../../../src/ui/frame/render-deck.tsx'
import { type Emulator, startEmulator } from '../../support/terminal/emulator.ts'
import { FakeKeyboard } from '../../support/terminal/fake-keyboard.ts'
import { waitFor } from '../../support/wait-for.ts'
import { everyFate, nowMs, recordedCommands, stateOf, storeOf } from '../fixtures.ts'

// Chalk decides on colours when it is loaded; the theme decides on each screen.
vi.hoisted(() => {
  process.env.FORCE_COLOR = '1'
  delete process.env.NO_COLOR
})

// Vitest's console is not Node's; Ink looks for the constructor on it.
Object.assign(console, { Console })

class Terminal extends EventEmitter {
  readonly isTTY = true
  readonly destroyed = false
  columns = 120
  rows = 40
  raw = ''
  readonly screen: Emulator = startEmulator(120, 40)

  write(text: string, done?: () => void): boolean {
    this.raw += text
    // As a terminal's driver does it (ONLCR), also in raw mode.
    this.screen.write(text.replaceAll('\n', '\r\n'))
    done?.()
    return true
  }

  async resize(columns: number, rows: number): Promise<void> {
    this.columns = columns
    this.rows = rows
    this.screen.resize(columns, rows)
    this.emit('resize')
    await this.screen.settled()
  }
}

interface Opened {
  readonly terminal: Terminal
  readonly keyboard: FakeKeyboard
  readonly store: StoreApi<DeckState>
  readonly left: Promise<void>
  readonly close: () => void
}

let opened: Opened | null = null
afterEach(() => {
  opened?.close()
})

async function open(colour: 'on' | 'off' = 'on'): Promise<Opened> {
  const terminal = new Terminal()
  const keyboard = new FakeKeyboard()
  const store = storeOf(stateOf(everyFate))
  const screen = openScreen({
    store,
    commands: recordedCommands(),
    colour,
    editor: { command: 'vi', clock: systemClock },
    keys: { bindings: undefined },
    stdin: keyboard as unknown as ReadStream,
    stdout: terminal as unknown as WriteStream,
  })
  await waitFor(() => keyboard.listenerCount('readable') > 0, { what: 'the deck to take keys' })
  await terminal.screen.settled()
  opened = { terminal, keyboard, store, left: screen.waitUntilExit(), close: screen.close }
  return opened
}

/** The parameters of every SGR sequence that was written. */
function colours(raw: string): readonly string[] {
  return [...raw.matchAll(/\u001b\[([\d;]*)m/g)].flatMap(([, codes]) => (codes ?? '').split(';'))
}

describe('the screen', () => {
  it('shows the deck on the alternate screen and gives the terminal back', async () => {
    const { terminal, keyboard, left } = await open()
    expect(terminal.raw).toContain('\u001b[?1049h')
    expect(terminal.screen.screen().rows[1]).toContain('77aa01ff')
    keyboard.type('q')
    await left
    expect(terminal.raw.lastIndexOf('\u001b[?1049l')).toBeGreaterThan(terminal.raw.lastIndexOf('\u001b[?1049h'))
    expect(terminal.raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(terminal.raw.lastIndexOf('\u001b[?25l'))
    expect(terminal.raw.lastIndexOf('\u001b[?2004l')).toBeGreaterThan(terminal.raw.lastIndexOf('\u001b[?2004h'))
    expect(keyboard.rawModes.at(-1)).toBe(false)
    expect(terminal.raw).not.toMatch(/\u001b\[\?100[0-6]h/)
  })

  it('leaves no listener of its own on the process', async () => {
    const watched = ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException'] as const
    const count = () => watched.map((event) => process.listenerCount(event))
    const before = count()
    const { left, close } = await open()
    close()
    close()
    await left
    expect(count()).toEqual(before)
  })

  it('draws only what a second changes', async () => {
    const { terminal, store } = await open()
    const before = terminal.raw.length
    store.setState({ nowMs: nowMs + 1000 })
    await waitFor(async () => {
      await terminal.screen.settled()
      return terminal.screen.screen().rows[0]?.includes('14:02:12')
    })
    const second = terminal.raw.slice(before)
    expect(second).not.toContain('Migrate')
    expect(second).not.toMatch(/\u001b\[[23]?J/)
    expect(second.length).toBeLessThan(2_000)
  })

  it('is whole again after every change of size', async () => {
    const { terminal } = await open()
    for (const [columns, rows] of [
      [80, 24],
      [60, 16],
      [200, 60],
      [40, 10],
      [20, 5],
      [100, 12],
      [120, 40],
    ] as const) {
      await terminal.resize(columns, rows)
      await waitFor(async () => {
        await terminal.screen.settled()
        const lines = terminal.screen.screen().rows
        if (columns < 40) return lines.join(' ').includes('jobdeck needs')
        const isFooterLast = lines.at(-1)?.includes('? help') ?? false
        const isBox = lines.slice(1, -1).every((line) => line === '' || /^[╭│╰┏┃┗]/.test(line))
        return isFooterLast && isBox && lines[0]?.includes('14:02:11')
      })
    }
  })

  it('uses no colour but the 16 of ANSI', async () => {
    const { terminal } = await open()
    const used = colours(terminal.raw)
    expect(used).toContain('35')
    for (const code of used) expect(code).toMatch(/^(0|1|2|7|22|27|3[1-6]|39)$/)
  })

  it('uses no colour at all when colour is off', async () => {
    const { terminal } = await open('off')
    for (const code of colours(terminal.raw)) expect(code).toMatch(/^(0|1|2|7|22|27)$/)
    expect(terminal.screen.screen().rows[1]).toContain('◆')
  })

  it('keeps what is printed on the console off the deck', async () => {
    const { terminal } = await open()
    console.log('a library says something')
    await waitFor(async () => {
      await terminal.screen.settled()
      return terminal.raw.includes('a library says something')
    })
    expect(terminal.screen.screen().rows).toHaveLength(40)
    expect(terminal.screen.screen().rows.join('\n')).not.toContain('a library')
    expect(terminal.screen.screen().rows[1]).toContain('77aa01ff')
  })
})
