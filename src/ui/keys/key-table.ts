// Keys are data: a row names its keys and carries what they do. Dispatch, footer, help page and the person's own bindings are
// made from these rows, so a key that is in no table does nothing.

export interface KeyRow<At> {
  /** What the configuration file calls it: `<view>.<name>`. */
  readonly id: string
  /** As keystrokes.ts names them; the first is the one that the footer shows. */
  readonly keys: readonly string[]
  readonly hint: string
  /** Whether the footer names it: always, where there is room, where room is left over, or only the help page does. */
  readonly footer: 'always' | 'room' | 'spare' | 'help'
  /** Where it is false, the row is neither shown in the footer nor run. */
  readonly when?: (at: At) => boolean
  /** It leads out of where one is, so it always keeps a key. */
  readonly isExit?: true
  /** What the key does; `nth` is its place among the row's keys. */
  readonly run: (at: At, nth: number) => void
}

/** A row as its view writes it: the table puts the view's name before `name`. */
export type ViewRow<At> = Omit<KeyRow<At>, 'id'> & { readonly name: string }

/** The keys of a view, or of one stage of it. */
export interface KeyTable<At> {
  readonly view: string
  /** Above the view's keys on the help page. */
  readonly title: string
  /** `text`: a character that is in no row is typed. */
  readonly mode: 'keys' | 'text'
  readonly rows: readonly KeyRow<At>[]
}

/** Any table, for those who only read it. */
export type AnyKeyTable = KeyTable<never>

/** The rows of a view under its name. */
export function keyTable<At>(
  about: Pick<KeyTable<At>, 'view' | 'title' | 'mode'>,
  rows: readonly ViewRow<At>[],
): KeyTable<At> {
  return { ...about, rows: rows.map(({ name, ...row }) => ({ ...row, id: `${about.view}.${name}` })) }
}
