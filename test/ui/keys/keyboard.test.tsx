// The queue of keys while one screen follows another: what is pressed for the next one, and when it begins to listen.
import { afterEach, describe, expect, it } from 'vitest'
import { createKeyboard, type InputMode, type Keyboard } from '../../../src/ui/keys/keyboard.ts'
import { KeyboardInput } from '../../../src/ui/keys/keyboard-input.tsx'
import { type Keystroke, named } from '../../../src/ui/keys/keystrokes.ts'
import { BrokerDialog } from '../../../src/ui/views/brokers/view.tsx'
import { driverOf } from '../../support/terminal/driver.ts'
import { emulatedDisplay } from '../../support/terminal/ink-display.ts'
import { type InkTerminal, startInk } from '../../support/terminal/ink-terminal.ts'
import { askedCommands, brokerView, profileViews } from '../views/dialog-state.ts'

const typed = (text: string): Keystroke => ({ key: text.length === 1 ? text : '', text })

/** Holds the keyboard and notes what it gets; `o` opens another screen. */
function screenOn(keyboard: Keyboard, mode: InputMode) {
  const got: string[] = []
  const giveBack = keyboard.hold({
    mode: () => mode,
    press: ({ key, text }) => {
      got.push(text || key)
      if (key === 'o') keyboard.handOver()
    },
    paste: (text) => got.push(`pasted ${text}`),
    ignore: () => got.push('ignored'),
  })
  return { got, giveBack }
}

describe('what is pressed while the screen changes', () => {
  it('does nothing on a screen of commands: it has not been seen', () => {
    const keyboard = createKeyboard()
    const list = screenOn(keyboard, 'keys')
    keyboard.put([typed('o')])
    keyboard.put([typed('y')])
    list.giveBack()
    keyboard.put([named('enter')])
    const question = screenOn(keyboard, 'keys')
    keyboard.put([typed('n')])
    expect([list.got, question.got]).toEqual([['o'], ['n']])
  })

  it('is kept in its order for a form: no letter of a name is lost', () => {
    const keyboard = createKeyboard()
    const list = screenOn(keyboard, 'keys')
    keyboard.put([typed('o')])
    keyboard.put([typed('name'), named('tab')])
    list.giveBack()
    keyboard.put([{ paste: 'host' }])
    const form = screenOn(keyboard, 'text')
    keyboard.put([typed('!')])
    expect([list.got, form.got]).toEqual([['o'], ['name', 'tab', 'pasted host', '!']])
  })

  it('is for no form where it came in one read with the key that opened it', () => {
    const keyboard = createKeyboard()
    const list = screenOn(keyboard, 'keys')
    keyboard.put([typed('oo'), named('enter')])
    list.giveBack()
    expect([list.got, screenOn(keyboard, 'text').got]).toEqual([['o'], []])
  })
})

describe('a screen that can be seen', () => {
  let terminal: InkTerminal | null = null
  afterEach(() => terminal?.unmount())

  it('takes keys already, however slowly the machine goes on', async () => {
    const commands = askedCommands()
    const display = emulatedDisplay(80, 24)
    const hasty = {
      ...display,
      write: (data: string) => {
        display.write(data)
        if (!data.includes('Remove the profile')) return
        // React ends its turn after 5 ms; what is read then comes before the rest of its work.
        for (const start = performance.now(); performance.now() - start < 20; );
        queueMicrotask(() => terminal?.typeAtOnce('y'))
      },
    }
    const state = { profiles: profileViews, broker: brokerView }
    terminal = await startInk(
      <KeyboardInput>
        <BrokerDialog columns={80} rows={24} state={state} commands={commands} onClose={() => {}} />
      </KeyboardInput>,
      hasty,
    )
    await terminal.press(['j'])
    terminal.typeAtOnce('d')
    await driverOf(terminal).sees('staging is removed')
    expect(commands.removed).toEqual(['staging'])
  })
})
