import { expect, it } from 'vitest'
import { startInPty } from './pty.ts'

it('shows what a program draws, with wide characters in their columns', async () => {
  const pty = startInPty(['-e', 'process.stdout.write("\\x1b[2J\\x1b[3;1H한글|\\r\\n🚀|\\r\\n");'], {
    program: process.execPath,
  })
  expect(await pty.exit).toEqual({ code: 0, signal: null })
  expect(pty.screen().slice(2, 4)).toEqual(['한글|', '🚀|'])
  expect(pty.raw()).toContain('\x1b[2J')
})

it('gives the program a terminal of the size asked for, without CI, and tells it when the size changes', async () => {
  const code = `
    const tell = () => console.log(process.stdout.isTTY, process.stdout.columns, process.stdout.rows, process.env.CI)
    tell(); process.stdout.on('resize', tell); setInterval(() => {}, 1000)`
  const pty = startInPty(['-e', code], { program: process.execPath, columns: 60, rows: 16 })
  await pty.waitForText('true 60 16 undefined')
  pty.resize(100, 30)
  await pty.waitForText('true 100 30')
  expect(pty.screen()).toHaveLength(30)
  pty.kill('SIGHUP')
  expect(await pty.exit).toEqual({ code: null, signal: 'SIGHUP' })
})

it('sends keys', async () => {
  const pty = startInPty(
    ['-e', 'process.stdin.on("data", (d) => { console.log("got", d.toString().trim()); process.exit(3) })'],
    {
      program: process.execPath,
    },
  )
  pty.write('키 x\r')
  await pty.waitForText(/got 키 x/)
  expect(await pty.exit).toEqual({ code: 3, signal: null })
})

it('names the screen when a text does not come', async () => {
  const pty = startInPty(['-e', 'console.log("here"); setInterval(() => {}, 1000)'], { program: process.execPath })
  await pty.waitForText('here')
  await expect(pty.waitForText('there', 100)).rejects.toThrow(/there on the screen[\s\S]*here/)
})
