import { render } from 'ink'
import { createElement } from 'react'
import { Echo } from '../echo.ts'

render(createElement(Echo), { alternateScreen: true, incrementalRendering: true, exitOnCtrlC: false })
