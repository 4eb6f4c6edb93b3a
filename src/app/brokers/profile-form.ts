// A profile as the user types it, and the result of saving it.

/** All fields as typed. An empty password keeps the stored one. */
export interface ProfileForm {
  readonly name: string
  readonly host: string
  readonly port: string
  readonly transport: 'tcp' | 'websocket'
  readonly tls: 'on' | 'off'
  readonly caFile: string
  readonly certFile: string
  readonly keyFile: string
  readonly username: string
  readonly password: string
  readonly passwordEnv: string
  readonly passwordCommand: string
  readonly clientIdPrefix: string
  readonly topicBase: string
}

export type ProfileResult =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly fields: Readonly<Partial<Record<keyof ProfileForm, string>>>
      readonly message: string | null
    }
