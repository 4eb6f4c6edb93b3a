// One result of the doctor, and how to fix it.

export interface Finding {
  /** `warning`: it works, but something is unwise or missing; `fault`: something does not work. */
  readonly level: 'ok' | 'warning' | 'fault'
  /** What was examined, in one or two words. */
  readonly subject: string
  readonly text: string
  /** What to do; null when there is nothing to do. */
  readonly fix: string | null
}

export function fine(subject: string, text: string): Finding {
  return { level: 'ok', subject, text, fix: null }
}

export function warning(subject: string, text: string, fix: string): Finding {
  return { level: 'warning', subject, text, fix }
}

export function fault(subject: string, text: string, fix: string | null): Finding {
  return { level: 'fault', subject, text, fix }
}
