// A question of an agent, answered from the deck in a real terminal.
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { agentWorkplace } from '../cli/agent-workplace.ts'
import { jobdeckBin } from '../support/jobdeck-home.ts'
import { startInTmux } from '../support/terminal/tmux.ts'

describe('an agent that asks', () => {
  it('is answered by y, pressed twice, and the deck stops asking', async () => {
    const place = await agentWorkplace()
    const command = [process.execPath, join(jobdeckBin)] as const
    const deck = await startInTmux({ home: place.home, env: place.env, columns: 100, rows: 24, command })
    onTestFinished(() => deck.kill())
    await deck.sees('connected')
    const asking = place.startHook('PermissionRequest', {
      tool_name: 'Bash',
      tool_input: { command: 'rm -rf build/\nrm -rf dist/' },
    })
    await deck.sees('1 needs you', 'y answers')
    await deck.press('y').sees('y allow', 'rm -rf dist/')
    // As a person would, who has read it.
    const answered = async (): Promise<void> => {
      await deck.press('y')
      const screen = await deck.seesThat('what came of it', ({ text }) =>
        /read it first|allowed by the deck/.test(text),
      )
      if (!screen.text.includes('read it first')) return
      await deck.seesNot('read it first')
      await answered()
    }
    await answered()
    await deck.sees('allowed by the deck').seesNot('needs you')
    await asking.exit
    expect(JSON.parse(asking.stdout()).hookSpecificOutput.decision).toEqual({ behavior: 'allow' })
  })
})
