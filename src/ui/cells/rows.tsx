// The only place where lines become Ink: one row of cells each. They fit exactly; Ink cuts them only while
// a terminal has become narrower than the screen knows.
import { Box, Text } from 'ink'
import { memo } from 'react'
import type { Line } from './line.ts'
import { type Theme, useTheme } from './theme.ts'

/** The line with its looks as escape sequences: one text for Ink to lay out, however many pieces there are. */
function styled(line: Line, theme: Theme): string {
  return line.map(({ text, role }) => theme[role].begin + text + theme[role].end).join('')
}

/** Drawn again only when its text has changed. */
const Row = memo(function Row({ text }: { readonly text: string }) {
  return <Text wrap="truncate">{text}</Text>
})

/** Lines below each other. */
export function Rows({ lines }: { readonly lines: readonly Line[] }) {
  const theme = useTheme()
  return (
    <Box flexDirection="column">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen
        <Row key={index} text={styled(line, theme)} />
      ))}
    </Box>
  )
}
