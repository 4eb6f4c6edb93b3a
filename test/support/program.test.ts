import { expect, it } from 'vitest'
import { startProgram } from './program.ts'

const node = (code: string) => startProgram(process.execPath, ['-e', code])

it('a program is read line by line and gets input', async () => {
  const program = node(`
    console.log('ready'); console.error('warned')
    process.stdin.on('data', (d) => process.stdout.write('echo ' + d)).on('end', () => process.exit(4))`)
  await program.waitForLine('ready')
  await program.waitForErrorLine(/^warned$/)
  program.write('한 줄\n')
  expect(await program.waitForLine(/^echo/)).toBe('echo 한 줄')
  program.closeStdin()
  expect(await program.exit).toEqual({ code: 4, signal: null })
})

it('a line that does not come fails with what was printed', async () => {
  const program = node('console.log("one"); setInterval(() => {}, 1000)')
  await program.waitForLine('one')
  await expect(program.waitForLine('two', 100)).rejects.toThrow(/the line two[\s\S]*one/)
  program.kill('SIGINT')
  expect(await program.exit).toEqual({ code: null, signal: 'SIGINT' })
})
