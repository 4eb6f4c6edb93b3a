// What a view is to the frame: its keys, and the component that fills the screen below the header. Adding one is a folder in
// views/ and a line in views/views.ts.
import type { ComponentType } from 'react'
import type { AnyKeyTable } from '../keys/key-table.ts'
import type { Screen, ScreenName } from './navigation.ts'

export interface ScreenProps<Name extends ScreenName> {
  readonly screen: Screen<Name>
  /** The room below the header, in cells. */
  readonly columns: number
  readonly rows: number
  /** The rows above it; only the terminal's cursor needs them. */
  readonly top: number
}

export interface View<Name extends ScreenName> {
  /** In the order of the help page. */
  readonly tables: readonly AnyKeyTable[]
  /** Fills its room exactly, footer included. */
  readonly Screen: ComponentType<ScreenProps<Name>>
  /** The screen without its keys and its footer, for a dialog to stand over. */
  readonly Backdrop?: ComponentType<ScreenProps<Name>>
}
