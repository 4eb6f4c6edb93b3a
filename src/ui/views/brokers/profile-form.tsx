// The form of one broker profile. A typed password is stored as plain text, and the form says so as soon as there is one.
import { useState } from 'react'
import type { ProfileForm } from '../../../app/brokers/profile-form.ts'
import type { BrokerCommands } from '../../../app/deck/deck-commands.ts'
import type { DialogPlace } from '../../forms/dialog-frame.tsx'
import { FormDialog } from '../../forms/form.tsx'
import type { FieldKind, FieldSpec, FormRefusal } from '../../forms/form-state.ts'
import { profileKeys } from './keys.ts'

interface ProfileFormDialogProps extends DialogPlace {
  /** The profile to edit; null for a new one. */
  readonly profileName: string | null
  readonly commands: BrokerCommands
  readonly onSaved: (name: string) => void
  readonly onClose: () => void
}

type Id = keyof ProfileForm

const blank: ProfileForm = {
  name: '',
  host: '',
  port: '8883',
  transport: 'tcp',
  tls: 'on',
  caFile: '',
  certFile: '',
  keyFile: '',
  username: '',
  password: '',
  passwordEnv: '',
  passwordCommand: '',
  clientIdPrefix: 'hermes',
  topicBase: 'python/mqtt/jobs',
}

const plainTextWarning = 'stored as plain text; better: a variable or a command'
/** Besides the fields: the foot, the warning, and one error. */
const footAndWarningRows = 4

export function ProfileFormDialog({ profileName, commands, onSaved, onClose, ...place }: ProfileFormDialogProps) {
  const [saved] = useState(() => (profileName === null ? null : commands.profileForm(profileName)))
  const fields = saved ? fieldsFor('edit') : fieldsFor('add')
  const submit = async (texts: Readonly<Record<Id, string>>): Promise<FormRefusal<Id> | null> => {
    const form = asProfile(texts)
    const result = await commands.saveProfile(form, saved)
    if (!result.ok) return result
    onSaved(form.name)
    return null
  }
  return (
    <FormDialog
      place={place}
      wantedRows={fields.length + footAndWarningRows}
      table={profileKeys}
      words={{
        title: saved ? `edit the profile ${saved.name}` : 'add a profile',
        note: saved ? 'empty keeps the stored password; without a user, none' : 'saved for this user only (0600)',
        busy: 'saving…',
        leaving: 'Leave without saving? Your changes will be lost.',
      }}
      fields={fields}
      initial={{ ...(saved ?? blank) }}
      focus={saved ? 'host' : 'name'}
      submit={submit}
      onLeave={onClose}
    />
  )
}

/** The two choices only ever hold one of their options. */
function asProfile(texts: Readonly<Record<Id, string>>): ProfileForm {
  return {
    ...texts,
    transport: texts.transport === 'websocket' ? 'websocket' : 'tcp',
    tls: texts.tls === 'off' ? 'off' : 'on',
  }
}

function fieldsFor(purpose: 'add' | 'edit'): readonly FieldSpec<Id>[] {
  const field = (id: Id, label: string, kind: FieldKind, whenEmpty = 'none'): FieldSpec<Id> => ({
    id,
    label,
    kind,
    whenEmpty,
    options: [],
    warning: null,
  })
  return [
    field('name', 'name', purpose === 'edit' ? 'fixed' : 'line', 'such as staging'),
    field('host', 'host', 'line', 'such as mqtt.internal'),
    field('port', 'port', 'line', '1 to 65535'),
    { ...field('transport', 'transport', 'choice'), options: ['tcp', 'websocket'] },
    { ...field('tls', 'TLS', 'choice'), options: ['on', 'off'] },
    field('caFile', 'CA file', 'line', "none: the system's"),
    field('certFile', 'certificate', 'line', 'none: no mutual TLS'),
    field('keyFile', 'key', 'line', 'none: no mutual TLS'),
    field('username', 'user', 'line'),
    { ...field('password', 'password', 'secret'), warning: plainTextWarning },
    field('passwordEnv', '… from variable', 'line', 'such as MQTT_PASSWORD'),
    field('passwordCommand', '… from command', 'line', 'such as pass show mqtt/hermes'),
    field('clientIdPrefix', 'client id prefix', 'line', 'hermes'),
    field('topicBase', 'topic base', 'line', 'python/mqtt/jobs'),
  ]
}
