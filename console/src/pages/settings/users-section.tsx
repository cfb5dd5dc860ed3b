import { Alert, Badge, Button, Code, Select, Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dataOf } from '../../api/client.ts'
import type { components } from '../../api/schema.d.ts'
import { Empty } from '../../parts/empty.tsx'
import { TextField } from '../../parts/fields.tsx'
import { Queried } from '../../parts/queried.tsx'
import { RowActions, Rows } from '../../parts/rows.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { FormDialog } from './form-dialog.tsx'
import { SectionHead } from './section.tsx'
import { useDeletion } from './use-deletion.tsx'
import { useRefresh } from './use-refresh.ts'

type User = components['schemas']['User']

/** The users of the location. */
export default function UsersSection() {
  const { api, location, session } = useWorkplace()
  const [edited, setEdited] = useState<User | 'new'>()
  const queryKey = ['users', location.id]
  const users = useQuery({
    queryKey,
    queryFn: () => dataOf(api.GET('/users', { params: { query: { locationId: location.id } } })),
  })
  const refresh = useRefresh(queryKey)
  const deletion = useDeletion<User>({
    queryKey,
    text: 'Their contacts, tasks and opportunities are no longer assigned. They are signed out.',
    remove: ({ id }) => dataOf(api.DELETE('/users/{userId}', { params: { path: { userId: id } } })),
  })
  return (
    <>
      <SectionHead
        text={
          <>
            They are assigned to contacts and tasks. A user signs in once a command on the server has set a
            password: <Code>contactd user password EMAIL</Code>
          </>
        }
      >
        <Button onClick={() => setEdited('new')}>New user</Button>
      </SectionHead>
      <Queried query={users} what="Loading users">
        {({ users }) =>
          users.length === 0 ? (
            <Empty title="No users yet" text="Owners of the company work here without being users." />
          ) : (
            <Rows label="Users" columns={['Name', 'Email', 'Phone', 'Role']}>
              {users.map((user) => (
                <Table.Tr key={user.id}>
                  <Table.Td>{user.name}</Table.Td>
                  <Table.Td>{user.email}</Table.Td>
                  <Table.Td>{user.phone}</Table.Td>
                  <Table.Td>
                    <Badge variant="light" tt="none">
                      {roleText(user)}
                    </Badge>
                  </Table.Td>
                  <RowActions
                    name={user.name}
                    onEdit={() => setEdited(user)}
                    onDelete={user.id === session.user.id ? undefined : () => deletion.ask(user)}
                  />
                </Table.Tr>
              ))}
            </Rows>
          )
        }
      </Queried>
      {edited && (
        <UserDialog
          user={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onSaved={refresh}
        />
      )}
      {deletion.dialog}
    </>
  )
}

function roleText({ roles }: User): string {
  if (roles?.type === 'agency' && roles.role === 'admin') return 'Owner'
  return roles?.role === 'admin' ? 'Admin' : 'User'
}

const roles = [
  { value: 'user', label: 'User' },
  { value: 'admin', label: 'Admin' },
]

function UserDialog({
  user,
  onClose,
  onSaved,
}: {
  user: User | undefined
  onClose: () => void
  onSaved: () => Promise<void>
}) {
  const { api, location, session } = useWorkplace()
  const [fields, setFields] = useState({
    firstName: user?.firstName ?? '',
    lastName: user?.lastName ?? '',
    email: user?.email ?? '',
    phone: user?.phone ?? '',
    role: user?.roles?.role ?? 'user',
  })
  const set = (name: keyof typeof fields) => (value: string | null) =>
    setFields({ ...fields, [name]: value ?? '' })
  const input = (name: 'firstName' | 'lastName' | 'email' | 'phone', label: string, isRequired = false) => (
    <TextField
      label={label}
      required={isRequired}
      type={name === 'email' ? 'email' : name === 'phone' ? 'tel' : 'text'}
      value={fields[name]}
      onChange={set(name)}
    />
  )
  const role = fields.role as 'user' | 'admin'
  return (
    <FormDialog
      title={user === undefined ? 'New user' : 'Edit user'}
      onClose={onClose}
      onSubmit={async () => {
        const { email, ...rest } = fields
        await (user === undefined
          ? dataOf(
              api.POST('/users', {
                body: {
                  ...{ ...rest, email, role },
                  companyId: session.company.id,
                  type: 'account',
                  locationIds: [location.id],
                },
              }),
            )
          : dataOf(
              api.PUT('/users/{userId}', {
                params: { path: { userId: user.id } },
                body: { ...rest, role },
              }),
            ))
        await onSaved()
      }}
    >
      {input('firstName', 'First name', true)}
      {input('lastName', 'Last name', true)}
      {user === undefined && input('email', 'Email', true)}
      {input('phone', 'Phone')}
      <Select label="Role" allowDeselect={false} data={roles} value={fields.role} onChange={set('role')} />
      <Alert role="note" color="accent" variant="light">
        Users and admins work with contacts and their records. Only owners change settings.
      </Alert>
    </FormDialog>
  )
}
