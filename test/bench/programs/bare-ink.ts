// The baseline of an idle screen: Ink alone, which draws one text that changes every second.
import { render, Text } from 'ink'
import { createElement, useEffect, useState } from 'react'

function Clock() {
  const [second, setSecond] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSecond((before) => before + 1), 1_000)
    return () => clearInterval(timer)
  }, [])
  return createElement(Text, null, `ready: second ${second}`)
}

render(createElement(Clock), { alternateScreen: true, incrementalRendering: true, interactive: true })
