// The messages that were received and not accepted.
import { useEffect } from 'react'
import { innerSize } from '../../cells/box.ts'
import { span } from '../../cells/line.ts'
import { Rows } from '../../cells/rows.tsx'
import { useDeck, useDeckContext } from '../../frame/deck-context.tsx'
import { documentFrame } from '../../frame/document.ts'
import { FramedScreen } from '../../frame/framed-screen.tsx'
import { useScreenKeys } from '../../frame/use-screen-keys.ts'
import type { ScreenProps, View } from '../../frame/view.ts'
import { droppedKeys } from './keys.ts'
import { droppedLines } from './lines.ts'

const title = [span('dropped', 'strong'), span(' · what was not accepted, and why', 'quiet')]

function DroppedScreen({ screen, columns, rows }: ScreenProps<'dropped'>) {
  const drops = useDeck((deck) => deck.drops)
  const { commands } = useDeckContext()
  const { unread } = drops
  useEffect(() => {
    if (unread > 0) commands.readDrops()
  }, [unread, commands])
  const size = { columns, rows: rows - 1 }
  const text = droppedLines(drops, innerSize(size.columns, size.rows).cells)
  const { lines, extent } = documentFrame(title, text, screen.state.top, size)
  const at = useScreenKeys(screen, droppedKeys, { extent })
  return (
    <FramedScreen table={droppedKeys} at={at} columns={columns}>
      <Rows lines={lines} />
    </FramedScreen>
  )
}

export const droppedView: View<'dropped'> = { tables: [droppedKeys], Screen: DroppedScreen }
