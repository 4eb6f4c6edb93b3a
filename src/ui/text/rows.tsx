// The only place where lines become Ink: one row of cells each. They fit exactly, so Ink never has to wrap or cut.
import { Box, Text } from 'ink'
import { memo } from 'react'
import { useTheme } from '../theme.ts'
import type { Line } from './line.ts'

function sameLine(before: Line, after: Line): boolean {
  return (
    before === after ||
    (before.length === after.length &&
      before.every((piece, index) => piece.text === after[index]?.text && piece.role === after[index]?.role))
  )
}

const Row = memo(
  function Row({ line }: { readonly line: Line }) {
    const theme = useTheme()
    return (
      <Text wrap="truncate">
        {line.map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece has no identity but its place in the line
          <Text key={index} {...theme[piece.role]}>
            {piece.text}
          </Text>
        ))}
      </Text>
    )
  },
  (before, after) => sameLine(before.line, after.line),
)

/** Lines below each other; a row is drawn again only when its text has changed. */
export function Rows({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen
        <Row key={index} line={line} />
      ))}
    </Box>
  )
}
