// What a connection tells about itself; the status bar and `watch` show nothing else.
import type { JobdeckError } from '../../domain/failure.ts'
import type { MqttVersion } from './mqtt-version.ts'

/** Times are milliseconds on the monotonic timeline of the connection's clock. */
export type ConnectionState =
  | { readonly phase: 'connecting'; readonly attempt: number }
  | { readonly phase: 'connected'; readonly mqttVersion: MqttVersion; readonly sinceMs: number }
  /** Failed, tries again by itself at `retryAtMs`. */
  | { readonly phase: 'waiting'; readonly error: JobdeckError; readonly retryAtMs: number; readonly attempt: number }
  /** Failed for a reason that trying again cannot mend (bad credentials, settings): waits for the person. */
  | { readonly phase: 'stopped'; readonly error: JobdeckError }
  | { readonly phase: 'closed' }
