// What a connection reports about itself; the status bar and `watch` show nothing else.
import type { JobdeckError } from '../../domain/failure.ts'
import type { MqttVersion } from './mqtt-version.ts'

/** Times are milliseconds on the monotonic timeline of the connection's clock. */
export type ConnectionState =
  | { readonly phase: 'connecting'; readonly attempt: number }
  | { readonly phase: 'connected'; readonly mqttVersion: MqttVersion; readonly sinceMs: number }
  /** Failed; retries by itself at `retryAtMs`. */
  | { readonly phase: 'waiting'; readonly error: JobdeckError; readonly retryAtMs: number; readonly attempt: number }
  /** Failed with settings that have never worked and are probably wrong: waits for the user. */
  | { readonly phase: 'stopped'; readonly error: JobdeckError }
  | { readonly phase: 'closed' }
