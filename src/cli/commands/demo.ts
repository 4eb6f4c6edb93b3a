// `jobdeck demo`: the real monitor on the embedded broker, over real MQTT on loopback, with simulated agents.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sourceOf } from '../../app/brokers/broker-source.ts'
import { EmbeddedHost } from '../../app/brokers/embedded-host.ts'
import { topicBaseOf } from '../../app/brokers/topic-base.ts'
import { startSimulation } from '../../demo/simulation.ts'
import { ioError } from '../../io/files/io-error.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { requireTerminal } from '../require-terminal.ts'
import { runDeck } from '../run-deck.ts'

/** Shows the demo until the user leaves. Its registry is a temporary directory, removed at the end. */
export async function runDemo(
  context: CliContext,
  options: { readonly agents: number; readonly speed: number },
): Promise<number> {
  requireTerminal(context)
  const profiles = profilesOf(context)
  const profile = profiles.get('embedded')
  const embedded = new EmbeddedHost()
  const settings = await embedded.settings()
  const registryDir = await temporaryRegistry()
  const simulation = startSimulation({
    settings,
    registryDir,
    topicBase: topicBaseOf(profile, context.topicBase),
    agents: options.agents,
    speed: options.speed,
    clock: context.clock,
  })
  try {
    return await runDeck(context, {
      profile,
      profiles,
      sourceOf: (chosen) => sourceOf(chosen, context, embedded),
      only: null,
      registryDir,
      env: context.env,
      clock: context.clock,
      agents: 'simulated',
    })
  } finally {
    await simulation.close()
    await embedded.close()
    await rm(registryDir, { recursive: true, force: true })
  }
}

async function temporaryRegistry(): Promise<string> {
  const prefix = join(tmpdir(), 'jobdeck-demo-')
  try {
    return await mkdtemp(prefix)
  } catch (error) {
    throw ioError('make the directory', prefix, error)
  }
}
