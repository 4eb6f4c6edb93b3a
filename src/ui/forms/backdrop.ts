// What is visible above a dialog: the screen that it stands over, dimmed and without its keys. The frame provides it.
import { createContext, type ReactNode } from 'react'
import type { Size } from '../cells/size.ts'

/** Without a provider, nothing is above a dialog. */
export const BackdropContext = createContext<(room: Size) => ReactNode>(() => null)
