import { expect, it } from 'vitest'
import { startInPty } from './pty.ts'

const node = (code: string, size = {}) => startInPty(['-e', code], { program: process.execPath, ...size })

it('a pseudo-terminal shows what its program draws, with wide characters in the right columns', async () => {
  const pty = node('process.stdout.write("\\x1b[2J\\x1b[3;1H한글|\\r\\n🚀|\\r\\n");')
  expect(await pty.exit).toEqual({ code: 0, signal: null })
  expect((await pty.screen()).rows.slice(2, 4)).toEqual(['한글|', '🚀|'])
  expect(pty.raw()).toContain('\x1b[2J')
})

it('a pseudo-terminal has the given size and no CI, and its program notices a new size', async () => {
  const code = `
    const say = () => console.log(process.stdout.isTTY, process.stdout.columns, process.stdout.rows, process.env.CI)
    say(); process.stdout.on('resize', say); setInterval(() => {}, 1000)`
  const pty = node(code, { columns: 60, rows: 16 })
  await pty.sees('true 60 16 undefined')
  expect((await pty.resizes(100, 30).sees('true 100 30')).rows).toHaveLength(30)
  pty.kill('SIGHUP')
  expect(await pty.exit).toEqual({ code: null, signal: 'SIGHUP' })
})

it('a pseudo-terminal sends keys and reports the exit status', async () => {
  const pty = node('process.stdin.on("data", (d) => { console.log("got", d.toString().trim()); process.exit(3) })')
  await pty
    .types('키 x')
    .press('enter')
    .sees(/got 키 x/)
  expect(await pty.exit).toEqual({ code: 3, signal: null })
})

it('a pseudo-terminal does not wait for the screen of a program that has ended', async () => {
  const pty = node('console.log("here")')
  await pty.exit
  await pty.sees('here')
  await expect(pty.sees('there')).rejects.toThrow(/not seen when the program ended: "there"[\s\S]*here/)
})
