// How a password is entered without ever appearing on the screen, in argv or in the shell's history.
import type { Readable, Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { ReadStream } from 'node:tty'
import { JobdeckError } from '../../domain/failure.ts'

const maxLength = 4096
const interrupt = '\u0003'
const endOfInput = '\u0004'
const eraseAll = '\u0015'
const erase: ReadonlySet<string> = new Set(['\u007f', '\b'])
const enter: ReadonlySet<string> = new Set(['\r', '\n'])

const noPassword = new JobdeckError(
  'usage',
  'no password was given',
  'type it at the prompt, pipe it in, or use --password-env, --password-command or --no-password',
)

/**
 * Asks for a secret: on a terminal without echo, else the first line of the input. Throws `empty` when it is empty.
 * Ctrl-C interrupts the process as it does anywhere else.
 */
export async function promptSecret(
  question: string,
  stdin: Readable,
  stderr: Writable,
  empty = noPassword,
): Promise<string> {
  const secret = isTerminal(stdin) ? await typed(question, stdin, stderr) : await firstLine(stdin)
  if (secret === '') throw empty
  return secret
}

function isTerminal(stream: Readable): stream is ReadStream {
  return 'isTTY' in stream && stream.isTTY === true
}

async function typed(question: string, stdin: ReadStream, stderr: Writable): Promise<string> {
  const decoder = new StringDecoder('utf8')
  const wasRaw = stdin.isRaw
  let text = ''
  // Before the question: an immediate answer must not be echoed.
  stdin.setRawMode(true)
  stderr.write(question)
  const end = await new Promise<'entered' | 'interrupted'>((resolve) => {
    const onEnd = () => finish('entered')
    const onData = (chunk: Buffer) => {
      for (const character of decoder.write(chunk)) {
        if (character === interrupt) return finish('interrupted')
        if (character === endOfInput || enter.has(character)) return finish('entered')
        text = afterKey(text, character)
      }
    }
    const finish = (how: 'entered' | 'interrupted') => {
      stdin.off('data', onData).off('end', onEnd).pause()
      resolve(how)
    }
    stdin.on('data', onData).on('end', onEnd)
  })
  stdin.setRawMode(wasRaw)
  stderr.write('\n')
  if (end === 'interrupted') process.kill(process.pid, 'SIGINT')
  return text
}

function afterKey(text: string, character: string): string {
  if (character === eraseAll) return ''
  if (erase.has(character)) return [...text].slice(0, -1).join('')
  const isControl = character < ' '
  return isControl || text.length >= maxLength ? text : text + character
}

async function firstLine(stdin: Readable): Promise<string> {
  const decoder = new StringDecoder('utf8')
  let text = ''
  for await (const chunk of stdin) {
    text += typeof chunk === 'string' ? chunk : decoder.write(chunk)
    if (text.includes('\n') || text.length > maxLength) break
  }
  return (text.split(/\r?\n/, 1)[0] ?? '').slice(0, maxLength)
}
