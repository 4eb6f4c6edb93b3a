// What the doctor says about one thing, and how to mend it.

export interface Finding {
  /** `warning`: it works, but something is unwise or missing; `fault`: something does not work. */
  readonly level: 'ok' | 'warning' | 'fault'
  /** What was looked at, one word or two. */
  readonly subject: string
  readonly text: string
  /** What to do; null when nothing is to be done. */
  readonly mend: string | null
}

export function fine(subject: string, text: string): Finding {
  return { level: 'ok', subject, text, mend: null }
}

export function warning(subject: string, text: string, mend: string): Finding {
  return { level: 'warning', subject, text, mend }
}

export function fault(subject: string, text: string, mend: string | null): Finding {
  return { level: 'fault', subject, text, mend }
}
