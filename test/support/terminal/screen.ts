// What a terminal shows at one moment.

export class Screen {
  /** The visible rows, each to the last cell that was written to. */
  readonly rows: readonly string[]

  constructor(rows: readonly string[]) {
    this.rows = rows
  }

  /** The rows as one text, for patterns that span lines. */
  get text(): string {
    return this.rows.join('\n')
  }

  /** The rows as one line, for a message that was wrapped to fit. */
  get unwrapped(): string {
    return this.rows.map((row) => row.trim()).join(' ')
  }

  /** The rows that hold anything. */
  get written(): readonly string[] {
    return this.rows.filter((row) => row !== '')
  }
}

/** A text or a pattern that is somewhere on a screen. */
export type Wanted = string | RegExp

/** Whether a screen holds it. */
export function holds(screen: Screen, wanted: Wanted): boolean {
  return typeof wanted === 'string' ? screen.text.includes(wanted) : wanted.test(screen.text)
}
