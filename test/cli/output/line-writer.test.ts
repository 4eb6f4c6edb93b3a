import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { LineWriter } from '../../../src/cli/output/line-writer.ts'

/** An output whose reader takes a write when it is told to. */
function slowOutput() {
  const writes: string[] = []
  const taken: ((error?: Error) => void)[] = []
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      writes.push(String(chunk))
      taken.push(done)
    },
  })
  output.on('error', () => {})
  return { writes, output, take: (error?: Error) => taken.shift()?.(error) }
}

it('writes the lines that have gathered in one piece, once those before them are taken', async () => {
  const { writes, output, take } = slowOutput()
  const writer = new LineWriter(output)
  writer.add('one')
  const first = writer.flush()
  await Promise.resolve()
  writer.add('two')
  writer.add('three')
  const second = writer.flush()
  expect(writes).toEqual(['one\n'])
  take()
  await first
  await Promise.resolve()
  expect(writes).toEqual(['one\n', 'two\nthree\n'])
  take()
  await second
})

it('writes nothing when there is nothing to write, and waits for no reader that is gone', async () => {
  const { writes, output, take } = slowOutput()
  const writer = new LineWriter(output)
  await writer.flush()
  expect(writes).toEqual([])
  writer.add('one')
  const flushed = writer.flush()
  await Promise.resolve()
  take(new Error('EPIPE'))
  await flushed
})
