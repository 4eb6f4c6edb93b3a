// An option whose value is a JSON object.
import { JobdeckError } from '../../domain/failure.ts'

/** The object that `text` holds. Throws `bad-data` for anything else; `option` is named in the message. */
export function jsonObject(option: string, text: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = null
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new JobdeckError('bad-data', `${option} is not a JSON object`, 'write it as {"key": "value"}')
}
