// The keys of the register form.
import type { RegisterForm } from '../../../app/actions/register-form.ts'
import { editorRow, type FormAt, formRows } from '../../forms/form-keys.ts'
import { keyTable } from '../../keys/key-table.ts'

export const registerKeys = keyTable<FormAt<keyof RegisterForm>>(
  { view: 'register', title: 'Register a job', mode: 'text' },
  formRows(
    { submit: 'register', up: 'line or field above', down: 'line or field below', accept: 'new line, or next' },
    [editorRow()],
  ),
)
