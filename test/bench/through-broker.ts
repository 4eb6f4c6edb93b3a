// Events per second, processor time and memory of the monitor behind a real Mosquitto, against an MQTT.js subscriber that
// only parses JSON. Both run in a process of their own and get the same messages from the same broker.
// Throughput is the median of some runs; memory, which hardly varies, is of one.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { eventsOf } from './events.ts'
import { type Figure, median } from './figure.ts'
import { packetsOf } from './raw-sender.ts'
import { mosquittoSource, type Qos, type Source } from './source.ts'
import type { Report } from './subscriber-report.ts'
import { benchProgram, jobIds, newWorkplace } from './workplace.ts'

export const runs = 3
const load = { jobs: 1_000, eventsPerJob: 30 }
const sessionLoad = { jobs: 2_000, eventsPerJob: 30 }
const memoryLoad = { jobs: 10_000, eventsPerJob: 20 }
const timeoutMs = 30_000
export const against = 'an MQTT.js subscriber that only parses JSON'

type Subscriber = 'headless-monitor' | 'bare-subscriber' | 'acknowledging-subscriber'

interface Run {
  readonly eventsPerSec: number
  readonly cpuMicrosPerEvent: number
  readonly rssMb: number
  readonly heapMb: number
}

export interface Load {
  readonly ids: readonly string[]
  readonly eventsPerJob: number
  readonly packets: readonly Buffer[]
  readonly qos: Qos
}

export function loadOf({ jobs, eventsPerJob }: typeof load, qos: Qos, mqttVersion: Source['mqttVersion'] = 4): Load {
  const ids = jobIds(jobs)
  return { ids, eventsPerJob, packets: packetsOf(eventsOf(ids, eventsPerJob), qos, mqttVersion), qos }
}

async function reported<Kind extends Report['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<Report, { kind: Kind }>> {
  const signal = AbortSignal.timeout(timeoutMs)
  for (;;) {
    const [report] = (await once(child, 'message', { signal })) as [Report]
    if (report.kind === kind) return report as Extract<Report, { kind: Kind }>
  }
}

export async function measure(source: Source, subscriber: Subscriber, events: Load): Promise<Run> {
  const { ids, eventsPerJob, packets, qos } = events
  const { home, env, remove } = newWorkplace(source.port)
  const args = {
    'bare-subscriber': [source.port, packets.length, qos].map(String),
    'acknowledging-subscriber': [String(source.port), String(packets.length), env.JOBDECK_STATE_DIR ?? ''],
    'headless-monitor': [
      env.JOBDECK_REGISTRY_DIR ?? '',
      env.JOBDECK_STATE_DIR ?? '',
      ids.at(-1) ?? '',
      String(eventsPerJob),
    ],
  }
  const child = fork(benchProgram(subscriber), args[subscriber], { cwd: home, env, execArgv: ['--expose-gc'] })
  try {
    await reported(child, 'ready')
    const start = performance.now()
    const [{ cpuMs, atMs }, { rssBytes, heapBytes }] = await Promise.all([
      reported(child, 'arrived').then((report) => ({ ...report, atMs: performance.now() })),
      reported(child, 'settled'),
      source.send(packets, qos),
    ])
    return {
      eventsPerSec: (packets.length / (atMs - start)) * 1_000,
      cpuMicrosPerEvent: (cpuMs * 1_000) / packets.length,
      rssMb: rssBytes / 2 ** 20,
      heapMb: heapBytes / 2 ** 20,
    }
  } finally {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    remove()
  }
}

/** Events per second and processor time of a subscriber, the median of some runs. */
async function throughput(
  source: Source,
  subscriber: Subscriber,
  what: string,
  events: Load,
): Promise<readonly Figure[]> {
  const ours: Run[] = []
  const bare: Run[] = []
  for (let run = 0; run < runs; run++) {
    ours.push(await measure(source, subscriber, events))
    bare.push(await measure(source, 'bare-subscriber', events))
  }
  const figure = (unit: string, of: (run: Run) => number): Figure => ({
    what: `${what}, QoS ${events.qos}`,
    unit,
    ours: median(ours.map(of)),
    baseline: median(bare.map(of)),
    against,
  })
  return [figure('events/s', (run) => run.eventsPerSec), figure('CPU µs/event', (run) => run.cpuMicrosPerEvent)]
}

async function memory(source: Source): Promise<readonly Figure[]> {
  const events = loadOf(memoryLoad, 1)
  const ours = await measure(source, 'headless-monitor', events)
  const bare = await measure(source, 'bare-subscriber', events)
  const jobs = memoryLoad.jobs.toLocaleString('en-US')
  const what = `memory after gc, ${jobs} jobs × ${memoryLoad.eventsPerJob} events`
  return [
    { what, unit: 'RSS MB', ours: ours.rssMb, baseline: bare.rssMb, against },
    { what, unit: 'heap MB', ours: ours.heapMb, baseline: bare.heapMb, against },
  ]
}

export async function throughBroker(): Promise<readonly Figure[]> {
  const source = await mosquittoSource()
  try {
    return [
      ...(await throughput(source, 'headless-monitor', source.how, loadOf(load, 0))),
      ...(await throughput(source, 'headless-monitor', source.how, loadOf(load, 1))),
      ...(await throughput(
        source,
        'acknowledging-subscriber',
        'session, acknowledged in groups',
        loadOf(sessionLoad, 1),
      )),
      ...(await memory(source)),
    ]
  } finally {
    await source.stop()
  }
}
