// One event in full.
import { useMemo } from 'react'
import { idOfKey } from '../../../domain/jobs/job-key.ts'
import { safe } from '../../../domain/text/safe-text.ts'
import { innerSize } from '../../cells/box.ts'
import { span } from '../../cells/line.ts'
import { Rows } from '../../cells/rows.tsx'
import { documentFrame } from '../../frame/document.ts'
import { FramedScreen } from '../../frame/framed-screen.tsx'
import { useScreenKeys } from '../../frame/use-screen-keys.ts'
import type { ScreenProps, View } from '../../frame/view.ts'
import { useHistory, usePayload, useShownEvents } from '../../job/use-history.ts'
import { eventKeys } from './keys.ts'
import { eventLines } from './lines.ts'

function EventScreen({ screen, columns, rows }: ScreenProps<'event'>) {
  const { job: key, index, top } = screen.state
  const history = useHistory(key)
  useShownEvents(key, { from: index, to: index + 1 })
  usePayload(key, index)
  const shown = Math.max(index, history.first)
  const entry = history.at(shown)
  const payload = history.payloadAt(shown)
  const size = { columns, rows: rows - 1 }
  const title = [span(idOfKey(key), 'strong'), ...(entry ? [span(safe` · #${entry.seq} ${entry.event}`)] : [])]
  const { cells } = innerSize(size.columns, size.rows)
  // A payload may be long.
  const text = useMemo(
    () => (entry ? eventLines(entry, cells, payload) : [[span('…', 'quiet')]]),
    [entry, cells, payload],
  )
  const { lines, extent } = documentFrame(title, text, top, size)
  const at = useScreenKeys(screen, eventKeys, { history, extent })
  return (
    <FramedScreen table={eventKeys} at={at} columns={columns}>
      <Rows lines={lines} />
    </FramedScreen>
  )
}

export const eventView: View<'event'> = { tables: [eventKeys], Screen: EventScreen }
