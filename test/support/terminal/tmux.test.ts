import { expect, it } from 'vitest'
import { needs } from '../tools.ts'
import { startInTmux } from './tmux.ts'

needs('tmux')('a program in tmux', () => {
  it('can be seen, typed into and resized', async () => {
    const code = `
      console.log('size', process.stdout.columns, process.stdout.rows)
      process.stdout.on('resize', () => console.log('now', process.stdout.columns, process.stdout.rows))
      process.stdin.on('data', (d) => console.log('got', d.toString().trim().length, d.toString().trim().slice(0, 20)))`
    const pane = await startInTmux({ command: [process.execPath, '-e', code], columns: 70, rows: 20 })
    await pane.sees('size 70 20')
    await pane.types('한국어; $HOME;').press('enter').sees('got 11 한국어; $HOME;')
    await pane.pastes('x'.repeat(500)).press('enter').sees('got 500')
    expect((await pane.resizes(90, 30).sees('now 90 30')).rows).toHaveLength(30)
  })

  it('is gone after kill', async () => {
    const pane = await startInTmux({ command: ['sleep', '60'] })
    pane.kill()
    await expect(pane.tmux('list-sessions')).rejects.toThrow()
  })
})
