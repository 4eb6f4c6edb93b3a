// Keys are data: a row names its keys and carries what they do. Dispatch, footer, help page and the user's bindings are
// all built from these rows, so a key that is in no table does nothing.

export interface KeyRow<At> {
  /** Its name in the configuration file: `<view>.<name>`. */
  readonly id: string
  /** Named as in keystrokes.ts; the footer shows the first one. */
  readonly keys: readonly string[]
  readonly hint: string
  /** Whether the footer shows it: always, if there is room, if room is left over; or only the help page (`help`). */
  readonly footer: 'always' | 'room' | 'spare' | 'help'
  /** When false, the row is neither shown in the footer nor run. */
  readonly when?: (at: At) => boolean
  /** The row leaves the screen, so it must keep a key. */
  readonly isExit?: true
  /** What the key does; `nth` is its place among the row's keys. */
  readonly run: (at: At, nth: number) => void
}

/** A row as its view writes it: the table prefixes `name` with the view's name. */
export type ViewRow<At> = Omit<KeyRow<At>, 'id'> & { readonly name: string }

/** The keys of a view, or of one stage of it. */
export interface KeyTable<At> {
  readonly view: string
  /** The heading of the view's keys on the help page. */
  readonly title: string
  /** `text`: a key that is bound to no row is typed. */
  readonly mode: 'keys' | 'text'
  readonly rows: readonly KeyRow<At>[]
}

/** Any table, for code that only reads it. */
export type AnyKeyTable = KeyTable<never>

/** A table of rows, each with the view's name in its id. */
export function keyTable<At>(
  about: Pick<KeyTable<At>, 'view' | 'title' | 'mode'>,
  rows: readonly ViewRow<At>[],
): KeyTable<At> {
  return { ...about, rows: rows.map(({ name, ...row }) => ({ ...row, id: `${about.view}.${name}` })) }
}
