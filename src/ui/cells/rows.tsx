// The only place where lines become Ink elements, one row of cells each. They fit exactly: Ink cuts them only between the
// moment when the terminal becomes narrower and the next frame.
import { Box, Text } from 'ink'
import { createContext, memo, useContext } from 'react'
import { withoutGlyphs } from '../../domain/text/ascii.ts'
import { filled } from './filler.ts'
import type { Line } from './line.ts'
import { type Theme, useTheme } from './theme.ts'

/** `ascii`: everything that jobdeck draws itself is ASCII. */
export type Glyphs = 'unicode' | 'ascii'

export const GlyphsContext = createContext<Glyphs>('unicode')

/** The line with escape sequences for its roles: Ink lays out one text, however many pieces there are. */
function styled(line: Line, theme: Theme): string {
  return line.map(({ text, role }) => theme[role].begin + filled(text) + theme[role].end).join('')
}

/** Renders again only when its text has changed. */
const Row = memo(function Row({ text }: { readonly text: string }) {
  return <Text wrap="truncate">{text}</Text>
})

/** Lines, one below the other. */
export function Rows({ lines }: { readonly lines: readonly Line[] }) {
  const theme = useTheme()
  const glyphs = useContext(GlyphsContext)
  const drawn = (line: Line) => (glyphs === 'ascii' ? withoutGlyphs(styled(line, theme)) : styled(line, theme))
  return (
    <Box flexDirection="column">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is identified by its position on the screen
        <Row key={index} text={drawn(line)} />
      ))}
    </Box>
  )
}
