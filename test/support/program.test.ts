import { expect, it } from 'vitest'
import { startProgram } from './program.ts'

const node = (code: string) => startProgram(process.execPath, ['-e', code])

it('reads a program line by line and passes it input', async () => {
  const program = node(`
    console.log('ready'); console.error('told')
    process.stdin.on('data', (d) => process.stdout.write('echo ' + d)).on('end', () => process.exit(4))`)
  await program.waitForLine('ready')
  await program.waitForErrorLine(/^told$/)
  program.write('한 줄\n')
  expect(await program.waitForLine(/^echo/)).toBe('echo 한 줄')
  program.closeStdin()
  expect(await program.exit).toEqual({ code: 4, signal: null })
})

it('says what was printed when a line does not come', async () => {
  const program = node('console.log("one"); setInterval(() => {}, 1000)')
  await program.waitForLine('one')
  await expect(program.waitForLine('two', 100)).rejects.toThrow(/the line two[\s\S]*one/)
  program.kill('SIGINT')
  expect(await program.exit).toEqual({ code: null, signal: 'SIGINT' })
})
