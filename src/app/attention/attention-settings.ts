// How the user wants to be called (`attention` in config.json). A setting that cannot be used is reported and keeps its default.
import type { CalmKind } from '../../domain/attention/alert.ts'
import { type NotificationWay, notificationWays } from '../../io/notify/sequences.ts'

export interface AttentionSettings {
  readonly bell: 'on' | 'off'
  /** `auto` picks the way by the terminal. */
  readonly notify: NotificationWay | 'auto' | 'off'
  /** The user's own command with its arguments; null for none. */
  readonly command: readonly string[] | null
  /** What is calm unless it is switched on. */
  readonly wanted: ReadonlySet<CalmKind>
}

export interface ReadAttention {
  readonly settings: AttentionSettings
  /** What is wrong with the settings that are not used, one sentence each. */
  readonly problems: readonly string[]
}

const known = ['bell', 'notify', 'command', 'completed', 'turnEnded']

/** @param value what the file has under `attention`; undefined when it is missing */
export function readAttention(value: unknown): ReadAttention {
  const problems: string[] = []
  const given = value === undefined ? {} : value
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    problems.push('write an object, such as {"bell": true}')
    return { settings: settingsOf({}, problems), problems }
  }
  const values = given as Readonly<Record<string, unknown>>
  for (const name of Object.keys(values))
    if (!known.includes(name)) problems.push(`${name} is not a setting: choose one of ${known.join(', ')}`)
  return { settings: settingsOf(values, problems), problems }
}

function settingsOf(values: Readonly<Record<string, unknown>>, problems: string[]): AttentionSettings {
  const isOn = (name: string, byDefault: 'on' | 'off'): 'on' | 'off' => {
    const value = values[name]
    if (typeof value === 'boolean') return value ? 'on' : 'off'
    if (value !== undefined) problems.push(`${name}: write true or false`)
    return byDefault
  }
  const wanted = new Set<CalmKind>()
  if (isOn('completed', 'off') === 'on') wanted.add('completed')
  if (isOn('turnEnded', 'off') === 'on') wanted.add('turn-ended')
  return {
    bell: isOn('bell', 'on'),
    notify: notifyOf(values.notify, problems),
    command: commandOf(values.command, problems),
    wanted,
  }
}

function notifyOf(value: unknown, problems: string[]): AttentionSettings['notify'] {
  if (value === undefined || value === true) return 'auto'
  if (value === false) return 'off'
  const way = notificationWays.find((name) => name === value)
  if (!way) problems.push(`notify: write true, false or one of ${notificationWays.join(', ')}`)
  return way ?? 'auto'
}

function commandOf(value: unknown, problems: string[]): readonly string[] | null {
  if (value === undefined || value === null) return null
  const isUsable = Array.isArray(value) && value.length > 0 && value.every(isArgument) && value[0] !== ''
  if (!isUsable)
    problems.push('command: write a list of a program and its arguments, such as ["notify-send", "jobdeck"]')
  return isUsable ? value : null
}

/** No program takes an argument with a NUL in it. */
function isArgument(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0')
}
