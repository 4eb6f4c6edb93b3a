// What the environment and the configuration file say about the screen.
import { join } from 'node:path'
import { type ReadAttention, readAttention } from '../../app/attention/attention-settings.ts'
import { describeError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { errnoOf, ioError } from '../../io/files/io-error.ts'
import { readTextFile } from '../../io/files/read-text-file.ts'
import { jsonFault } from '../../io/profiles/json-fault.ts'
import { configDirectory } from '../../io/profiles/profile-store.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import type { KeySettings } from '../../ui/keys/user-bindings.ts'
import type { Hangup } from '../signals.ts'
import type { CliContext } from './context.ts'

export interface ScreenSettings {
  readonly hangup: Hangup
  readonly colour: 'on' | 'off'
  readonly glyphs: 'unicode' | 'ascii'
  readonly editor: { readonly command: string; readonly clock: Clock }
  readonly keys: KeySettings
}

export function screenSettings({
  env,
  cwd,
  clock,
  glyphs,
  hangup,
}: Pick<CliContext, 'env' | 'cwd' | 'clock' | 'glyphs' | 'hangup'>): ScreenSettings {
  return {
    hangup,
    colour: colourOf(env),
    glyphs,
    editor: { command: editorCommand(env), clock },
    keys: keySettings(configDirectory(env, cwd)),
  }
}

/** `NO_COLOR`, whatever its value, turns colours off (no-color.org). */
export function colourOf(env: Environment): 'on' | 'off' {
  return env.NO_COLOR === undefined ? 'on' : 'off'
}

/** The user's editor as a command for a shell. */
export function editorCommand(env: Environment): string {
  return env.VISUAL || env.EDITOR || 'vi'
}

/** `keys` of the file config.json in a directory; a file that cannot be used never keeps the deck from opening. */
export function keySettings(directory: string): KeySettings {
  const config = readConfig(directory)
  return 'problem' in config ? config : { bindings: config.content.keys }
}

/** `attention` of the same file. What is wrong with the whole file is reported with the keys. */
export function attentionSettings({ env, cwd }: Pick<CliContext, 'env' | 'cwd'>): ReadAttention {
  const config = readConfig(configDirectory(env, cwd))
  return readAttention('problem' in config ? undefined : config.content.attention)
}

type Config = { readonly content: Readonly<Record<string, unknown>> } | { readonly problem: string }

function readConfig(directory: string): Config {
  const file = join(directory, 'config.json')
  let text: string
  try {
    text = readTextFile(file)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { content: {} }
    return { problem: describeError(ioError('read', safeLine(file), error)) }
  }
  const fault = jsonFault(text)
  if (fault) return { problem: `${file}, line ${fault.line}, column ${fault.column}: this is not JSON` }
  const content: unknown = JSON.parse(text)
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    return { problem: `${file}: this is not a JSON object` }
  return { content: { ...content } }
}
