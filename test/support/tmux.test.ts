import { expect, it } from 'vitest'
import { startInTmux } from './tmux.ts'
import { needs } from './tools.ts'

needs('tmux')('a program in a tmux of its own', () => {
  it('is seen, typed to and resized', async () => {
    const code = `
      console.log('size', process.stdout.columns, process.stdout.rows)
      process.stdout.on('resize', () => console.log('now', process.stdout.columns, process.stdout.rows))
      process.stdin.on('data', (d) => console.log('got', d.toString().trim().length, d.toString().trim().slice(0, 20)))`
    const pane = await startInTmux({ command: [process.execPath, '-e', code], columns: 70, rows: 20 })
    await pane.waitForText('size 70 20')
    await pane.type('한국어; $HOME;')
    await pane.sendKeys('Enter')
    await pane.waitForText('got 11 한국어; $HOME;')
    await pane.paste('x'.repeat(500))
    await pane.sendKeys('Enter')
    await pane.waitForText('got 500')
    await pane.resize(90, 30)
    await pane.waitForText('now 90 30')
    expect(await pane.capture()).toHaveLength(30)
  })

  it('is gone after kill', async () => {
    const pane = await startInTmux({ command: ['sleep', '60'] })
    pane.kill()
    await expect(pane.tmux('list-sessions')).rejects.toThrow()
  })
})
