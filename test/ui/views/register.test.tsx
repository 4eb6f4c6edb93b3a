// The register form as it is used: typing, pasting, the editor, refusals, leaving.
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Profiler } from 'react'
import { describe, expect, it, vi } from 'vitest'
import type { Registration } from '../../../src/app/deck/deck-commands.ts'
import { JobdeckError } from '../../../src/domain/failure.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { EditorContext } from '../../../src/ui/editor/external-editor.ts'
import { blankForm } from '../../../src/ui/views/register/state.ts'
import { RegisterDialog } from '../../../src/ui/views/register/view.tsx'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { bytesOf, times } from '../../support/terminal/keys.ts'
import { waitFor } from '../../support/wait-for.ts'
import { keyOf } from '../fixtures.ts'
import { type AskedCommands, askedCommands, profileView, profileViews, sizes } from './dialog-state.ts'
import { mountDialog } from './mount-dialog.ts'

async function open(commands: AskedCommands, columns = 80, rows = 24, profiles = profileViews, editor = 'vi') {
  const onRegistered = vi.fn()
  const onClose = vi.fn()
  const onRender = vi.fn()
  const dialog = await mountDialog(
    <EditorContext value={{ command: editor, clock: systemClock }}>
      <Profiler id="form" onRender={onRender}>
        <RegisterDialog
          columns={columns}
          rows={rows}
          state={{ profiles, registryDir: '.hermes/jobs' }}
          initial={blankForm}
          commands={commands}
          onRegistered={onRegistered}
          onClose={onClose}
        />
      </Profiler>
    </EditorContext>,
    columns,
    rows,
  )
  return { dialog, onRegistered, onClose, renders: () => onRender.mock.calls.length }
}

const refusal: Registration = {
  ok: false,
  fields: { timeout: '"1x" is not a duration: use 90s, 15m or 1h30m', artifacts: 'an artifact is an empty path' },
  message: null,
}

describe('the register form', () => {
  it('registers what was typed, with the defaults of the protocol for the rest', async () => {
    const commands = askedCommands()
    const { dialog, onRegistered } = await open(commands)
    await dialog.types('정렬 문제 10개를')
    await dialog.press('enter').types('만들어')
    await dialog.press('ctrl-s')
    await waitFor(() => onRegistered.mock.calls.length > 0)
    expect(commands.registered).toEqual([
      {
        prompt: '정렬 문제 10개를\n만들어',
        agent: 'claude-code',
        session: '',
        timeout: '1h',
        idleTimeout: '2m',
        artifacts: '',
        brokerProfile: '',
      },
    ])
    expect(onRegistered).toHaveBeenCalledExactlyOnceWith(keyOf('newjob01'))
  })

  it('takes the keys of one batch in order, as when they were typed before it was drawn', async () => {
    const commands = askedCommands()
    const { dialog } = await open(commands)
    await dialog.types(`do it\tmy-agent\t\t90${bytesOf('ctrl-s')}`)
    await waitFor(() => commands.registered.length > 0)
    expect(commands.registered[0]).toMatchObject({ prompt: 'do it', agent: 'my-agent', timeout: '1h90' })
  })

  it('cycles through agents, live sessions and profiles, and takes typed names too', async () => {
    const commands = askedCommands()
    const { dialog } = await open(commands)
    await dialog.press('x', 'tab')
    await dialog.press('right').sees('codex  ‹ ← → ›')
    await dialog.press('tab')
    await dialog.press('right', 'right').sees('codex-2  ‹ ← → ›')
    await dialog.press('shift-tab', 'left', 'left').sees('human  ‹ ← → ›')
    await dialog.types('aider').press(...times('tab', 5))
    await dialog.press('left')
    await dialog.press('ctrl-s')
    await waitFor(() => commands.registered.length > 0)
    expect(commands.registered[0]).toMatchObject({ agent: 'aider', session: 'codex-2', brokerProfile: 'staging' })
  })

  it('does not offer the broker that ends with the deck', async () => {
    const commands = askedCommands()
    const { dialog } = await open(commands, 80, 24, [...profileViews, profileView('embedded')])
    await dialog.press('x', ...times('tab', 6), 'left', 'ctrl-s')
    await waitFor(() => commands.registered.length > 0)
    expect(commands.registered[0]?.brokerProfile).toBe('staging')
  })

  it('takes a paste of more than 5,000 characters exactly, and as one edit', async () => {
    const commands = askedCommands()
    const { dialog, renders } = await open(commands)
    const prompt = Array.from(
      { length: 100 },
      (_, index) => `${index}. 정렬 알고리즘 문제를 만들고 답을 sort_${index}.md 에 저장하세요 👩‍💻 \t끝`,
    ).join('\n')
    expect(prompt.length).toBeGreaterThan(5_000)
    const before = renders()
    await dialog.pastes(prompt.replaceAll('\n', '\r')).sees('↑ 191 more')
    // One for the paste, and room for what the dialog itself finds out meanwhile, but not for a render a character.
    expect(renders() - before).toBeLessThanOrEqual(3)
    await dialog.press('ctrl-s')
    await waitFor(() => commands.registered.length > 0)
    expect(commands.registered[0]?.prompt).toBe(prompt)
  })

  it('puts the terminal cursor where the next character will appear, so that an IME composes there', async () => {
    const { dialog } = await open(askedCommands())
    await dialog.types('정렬')
    expect(dialog.cursor()).toEqual({ row: 7, cell: 23 })
    await dialog.press('tab')
    expect(dialog.cursor()?.row).toBe(12)
    await dialog.press('esc')
    expect(dialog.cursor()).toBeNull()
  })

  it.each(sizes.slice(1))('shows at %i×%i what is wrong beside its field, and goes there', async (columns, rows) => {
    const { dialog } = await open(askedCommands({ register: async () => refusal }), columns, rows)
    await dialog.press('x', 'ctrl-s')
    const screen = (await dialog.sees('"1x" is not a duration')).rows
    const wrong = screen.findIndex((row) => row.includes('total'))
    expect(screen[wrong]).toContain('▸ total')
    expect(screen[wrong + 1]).toContain('✗ "1x" is not a duration')
    expect(screen.findIndex((row) => row.includes('an artifact is an empty'))).toBeGreaterThan(
      screen.findIndex((row) => row.includes('artifacts')),
    )
    await dialog.press('backspace')
    expect((await dialog.screen()).text).not.toContain('is not a duration')
  })

  it('says that it is waiting for the lock, ignores keys meanwhile, and then shows what went wrong', async () => {
    const answer = Promise.withResolvers<Registration>()
    const commands = askedCommands({ register: () => answer.promise })
    const { dialog, onClose } = await open(commands)
    await dialog.press('x', 'ctrl-s').sees('waiting for the registry lock…')
    await dialog.press('ctrl-s')
    await dialog.press('esc')
    answer.resolve({ ok: false, fields: {}, message: 'the registry is locked: another program has held it for 5 s' })
    await dialog.sees('✗ the registry is locked')
    expect(commands.registered).toHaveLength(1)
    expect(onClose).not.toHaveBeenCalled()
  })

  it('shows a thrown error in words', async () => {
    const failing = async () => {
      throw new JobdeckError('io', 'the record cannot be written', 'the disk is full')
    }
    const { dialog } = await open(askedCommands({ register: failing }))
    await dialog.press('x', 'ctrl-s').sees('✗ the record cannot be written: the disk is full')
  })

  it('leaves at once when nothing was typed', async () => {
    const { dialog, onClose } = await open(askedCommands())
    await dialog.press('esc')
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('asks before it loses something typed', async () => {
    const { dialog, onClose } = await open(askedCommands())
    await dialog.press('x')
    await dialog.press('esc').sees('Your text will be lost.  y/n')
    await dialog.press('n')
    expect(onClose).not.toHaveBeenCalled()
    await dialog.press('z').sees('xz')
    await dialog.press('esc')
    await dialog.press('y')
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('edits the prompt in the user’s editor', async () => {
    const script = join(temporaryFolder(), 'editor')
    writeFileSync(script, '#!/bin/sh\nprintf "%s, 둘째" "$(cat "$1")" > "$1"\n')
    chmodSync(script, 0o755)
    const commands = askedCommands()
    const { dialog } = await open(commands, 80, 24, profileViews, script)
    await dialog.types('첫째')
    await dialog.press('ctrl-g').sees('첫째, 둘째')
    await dialog.press('!', 'ctrl-s')
    await waitFor(() => commands.registered.length > 0)
    expect(commands.registered[0]?.prompt).toBe('첫째, 둘째!')
  })

  it('keeps the prompt and says why when the editor fails', async () => {
    const { dialog } = await open(askedCommands(), 80, 24, profileViews, 'exit 3;')
    await dialog.types('첫째')
    await dialog.press('ctrl-g')
    await dialog.sees('✗ the editor "exit 3;" failed: it exited with status 3', '첫째')
  })
})
