// A fault proxy for one test, closed when the test ends.
import { onTestFinished } from 'vitest'
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts'

export async function ownFaultProxy(targetPort: number): Promise<FaultProxy> {
  const proxy = await startFaultProxy(targetPort)
  onTestFinished(() => proxy.close())
  return proxy
}
