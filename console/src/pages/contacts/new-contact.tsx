import { Button, Modal, Stack, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { dataOf } from '../../api/client.ts'
import { failureText } from '../../api/failure.ts'
import { Problem } from '../../parts/problem.tsx'
import { useWorkplace } from '../../session/session.tsx'

const fields = { firstName: 'First name', lastName: 'Last name', email: 'Email', phone: 'Phone' } as const

/** Creates a contact in a dialog, and opens it. */
export function NewContact() {
  const { api, location } = useWorkplace()
  const [, navigate] = useLocation()
  const [isOpen, setOpen] = useState(false)
  const [values, setValues] = useState<Record<string, string>>({})
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''))
      return dataOf(api.POST('/contacts', { body: { locationId: location.id, ...given } }))
    },
    onSuccess: ({ contact }) => navigate(`/contacts/${contact.id}`),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
        New contact
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="New contact"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <form onSubmit={submit} noValidate>
          <Stack gap="sm">
            {error && <Problem>{failureText(error)}</Problem>}
            {Object.entries(fields).map(([name, label]) => (
              <TextInput
                key={name}
                label={label}
                autoComplete="off"
                value={values[name] ?? ''}
                onChange={(event) => {
                  const { value } = event.currentTarget
                  setValues((now) => ({ ...now, [name]: value }))
                }}
              />
            ))}
            <Button type="submit" loading={isPending}>
              Create
            </Button>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
