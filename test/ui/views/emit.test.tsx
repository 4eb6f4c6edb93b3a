// The emit dialog: one key picks, ⏎ emits; an end, and an event for a job that has ended, needs another key besides.
import { describe, expect, it, vi } from 'vitest'
import type { Job } from '../../../src/domain/jobs/job.ts'
import { EmitDialog } from '../../../src/ui/views/emit/view.tsx'
import { arrive, foldAll } from '../../domain/jobs/build-job.ts'
import { bytesOf } from '../../support/terminal/keys.ts'
import { askedCommands, viewOf } from './dialog-state.ts'
import { mountDialog } from './mount-dialog.ts'

const running = foldAll([arrive(1, 'started')])
const ended = foldAll([arrive(1, 'started'), arrive(2, 'completed')])

async function open(job: Job) {
  const commands = askedCommands()
  const onClose = vi.fn()
  const dialog = await mountDialog(
    <EmitDialog columns={80} rows={24} view={viewOf(job)} commands={commands} onClose={onClose} />,
    80,
    24,
  )
  return { dialog, commands, onClose }
}

describe('the emit dialog', () => {
  it.each([
    ['s', 'started'],
    ['p', 'progress'],
    ['r', 'permission_required'],
  ])('emits by %s and ⏎ the event %s, then closes', async (key, event) => {
    const { dialog, commands, onClose } = await open(running)
    await dialog.press(key).sees('detail')
    expect(commands.emitted).toEqual([])
    await dialog.press('enter')
    expect(commands.emitted).toEqual([{ job: running.key, event, detail: '' }])
    expect(onClose).toHaveBeenCalledOnce()
  })

  it.each([
    ['c', 'completed'],
    ['x', 'error'],
  ])('emits by %s, ⏎ and y the end %s, then closes', async (key, event) => {
    const { dialog, commands, onClose } = await open(running)
    await dialog.press(key).sees('What monitors the agent may end its session')
    await dialog.press('enter').sees(`Emit ${event}? It ends the job`)
    await dialog.press('enter', 'Y', ' ')
    expect(commands.emitted).toEqual([])
    await dialog.press('y')
    expect(commands.emitted).toEqual([{ job: running.key, event, detail: '' }])
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('takes no answer that came with ⏎: nobody can have read the question', async () => {
    const { dialog, commands } = await open(running)
    await dialog.press('c')
    await dialog.types(`${bytesOf('enter')}y`).sees('Emit completed?')
    expect(commands.emitted).toEqual([])
  })

  it('names the job in its title', async () => {
    const { dialog } = await open(ended)
    await dialog.sees('emit to ✓ abc12345 · no record', 'completed', 'This job has ended (completed).')
  })

  it('takes detail and ⏎ of one batch, the detail with the letters that would pick', async () => {
    const { dialog, commands } = await open(running)
    await dialog.types('psrc')
    await dialog.press('p').sees('detail')
    await dialog.types(`src x 정렬${bytesOf('enter')}`)
    expect(commands.emitted).toEqual([{ job: running.key, event: 'progress', detail: 'src x 정렬' }])
  })

  it('keeps a pasted detail on one line', async () => {
    const { dialog, commands } = await open(running)
    await dialog.pastes('nothing is picked yet')
    await dialog.press('p')
    await dialog.pastes('tests failed:\r\n 3 of 140\n')
    await dialog.press('enter')
    expect(commands.emitted).toEqual([{ job: running.key, event: 'progress', detail: 'tests failed:  3 of 140' }])
  })

  it('goes back a step by esc and emits nothing', async () => {
    const { dialog, commands, onClose } = await open(running)
    await dialog.press('c')
    await dialog.press('esc').sees('permission_required')
    expect(onClose).not.toHaveBeenCalled()
    await dialog.press('esc')
    expect(onClose).toHaveBeenCalledOnce()
    expect(commands.emitted).toEqual([])
  })

  it('asks first when the job has ended', async () => {
    const { dialog, commands, onClose } = await open(ended)
    await dialog
      .press('x')
      .types('late')
      .press('enter')
      .sees('This job has ended (completed). Emit error anyway?', 'y/n')
    await dialog.press('enter')
    await dialog.press('n')
    expect(commands.emitted).toEqual([])
    expect(onClose).not.toHaveBeenCalled()
    await dialog.press('!', 'enter').sees('anyway?')
    await dialog.press('y')
    expect(commands.emitted).toEqual([{ job: running.key, event: 'error', detail: 'late!' }])
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('also asks when the job ends while its detail is being typed', async () => {
    const { dialog, commands, onClose } = await open(running)
    await dialog.press('p').types('more')
    dialog.rerender(<EmitDialog columns={80} rows={24} view={viewOf(ended)} commands={commands} onClose={onClose} />)
    await dialog.sees('This job has ended (completed).')
    await dialog.press('enter').sees('Emit progress anyway?')
    expect(commands.emitted).toEqual([])
  })
})
