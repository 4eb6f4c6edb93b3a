// A command's context in a temporary folder, with streams whose text a test can read.
import { PassThrough, Readable } from 'node:stream'
import type { CliContext } from '../../src/cli/context/context.ts'
import { stateDir } from '../../src/cli/context/state-dir.ts'
import { systemClock } from '../../src/io/clock/system-clock.ts'
import { type Environment, jobdeckBin, temporaryFolder } from './jobdeck-home.ts'

export interface Captured {
  readonly context: CliContext
  stdout(): string
  stderr(): string
}

/** `stdin` is the whole input. Configuration lives in `<home>/config`; the working directory is `home`. */
export function capturedContext(
  options: { home?: string; env?: Environment; stdin?: string; profileName?: string } = {},
): Captured {
  const home = options.home ?? temporaryFolder()
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const read = (stream: PassThrough) => {
    let text = ''
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    return () => text + (stream.read() ?? '')
  }
  const env = { HOME: home, PATH: process.env.PATH, JOBDECK_CONFIG_DIR: `${home}/config`, ...options.env }
  return {
    context: {
      env,
      cwd: home,
      script: jobdeckBin,
      stdin: Readable.from(options.stdin === undefined ? [] : [options.stdin]),
      stdout,
      stderr,
      clock: systemClock,
      stateDir: stateDir(env),
      profileName: options.profileName ?? null,
      registryDir: null,
      topicBase: null,
      hangup: 'ends',
      glyphs: 'unicode',
    },
    stdout: read(stdout),
    stderr: read(stderr),
  }
}
