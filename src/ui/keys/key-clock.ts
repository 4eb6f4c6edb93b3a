// The clock that measures the silence after an escape.
import { createContext } from 'react'
import type { Clock } from '../../io/clock/clock.ts'
import { systemClock } from '../../io/clock/system-clock.ts'

export const KeyClockContext = createContext<Clock>(systemClock)
