// The size of the terminal or of a part of it.
export interface Size {
  /** In cells. */
  readonly columns: number
  readonly rows: number
}
