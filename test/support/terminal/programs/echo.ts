import { render } from 'ink'
import { createElement } from 'react'
import { systemClock } from '../../../../src/io/clock/system-clock.ts'
import { openTerminal } from '../../../../src/ui/terminal/terminal-session.ts'
import { Echo } from '../echo.ts'

const { stdin, stdout } = process
const terminal = openTerminal({ stdin, stdout, clock: systemClock }, () => {})
render(createElement(Echo), { stdout: terminal.output, incrementalRendering: true, exitOnCtrlC: false })
