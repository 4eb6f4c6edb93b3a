// The help page.
import { innerSize } from '../../cells/box.ts'
import { span } from '../../cells/line.ts'
import { Rows } from '../../cells/rows.tsx'
import { documentFrame } from '../../frame/document.ts'
import { FramedScreen } from '../../frame/framed-screen.tsx'
import { useScreenKeys } from '../../frame/use-screen-keys.ts'
import type { ScreenProps, View } from '../../frame/view.ts'
import { useKeymap } from '../../keys/keymap.ts'
import { helpKeys } from './keys.ts'
import { helpLines } from './lines.ts'

function HelpScreen({ screen, columns, rows }: ScreenProps<'help'>) {
  const { about, top } = screen.state
  const size = { columns, rows: rows - 1 }
  const text = helpLines(about, useKeymap(), innerSize(size.columns, size.rows).cells)
  const { lines, extent } = documentFrame([span('help', 'strong')], text, top, size)
  const at = useScreenKeys(screen, helpKeys, { extent })
  return (
    <FramedScreen table={helpKeys} at={at} columns={columns}>
      <Rows lines={lines} />
    </FramedScreen>
  )
}

export const helpView: View<'help'> = { tables: [helpKeys], Screen: HelpScreen }
