import { Button, Code, Table, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dataOf } from '../../api/client.ts'
import { Empty } from '../../parts/empty.tsx'
import { TextField } from '../../parts/fields.tsx'
import { Queried } from '../../parts/queried.tsx'
import { RowActions, Rows } from '../../parts/rows.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { FormDialog } from './form-dialog.tsx'
import { SectionHead } from './section.tsx'
import { useDeletion } from './use-deletion.tsx'
import { useRefresh } from './use-refresh.ts'

interface CustomValue {
  id: string
  name: string
  value: string
}

/** The custom values of the location. */
export default function ValuesSection() {
  const { api, location } = useWorkplace()
  const [edited, setEdited] = useState<Partial<CustomValue>>()
  const path = { locationId: location.id }
  const queryKey = ['custom-values', location.id]
  const values = useQuery({
    queryKey,
    queryFn: () => dataOf(api.GET('/locations/{locationId}/customValues', { params: { path } })),
  })
  const deletion = useDeletion<CustomValue>({
    queryKey,
    text: 'Templates that name it keep its key as it is written.',
    remove: ({ id }) =>
      dataOf(api.DELETE('/locations/{locationId}/customValues/{id}', { params: { path: { ...path, id } } })),
  })
  return (
    <>
      <SectionHead text="Texts that templates name by their keys.">
        <Button onClick={() => setEdited({})}>New custom value</Button>
      </SectionHead>
      <Queried query={values} what="Loading custom values">
        {({ customValues }) =>
          customValues.length === 0 ? (
            <Empty title="No custom values yet" text="An address or opening hours, for example." />
          ) : (
            <Rows label="Custom values" columns={['Name', 'Key', 'Value']}>
              {customValues.map((value) => (
                <Table.Tr key={value.id}>
                  <Table.Td>{value.name}</Table.Td>
                  <Table.Td>
                    <Code>{value.fieldKey}</Code>
                  </Table.Td>
                  <Table.Td>
                    <Text lineClamp={2}>{value.value}</Text>
                  </Table.Td>
                  <RowActions
                    name={value.name}
                    onEdit={() => setEdited(value)}
                    onDelete={() => deletion.ask(value)}
                  />
                </Table.Tr>
              ))}
            </Rows>
          )
        }
      </Queried>
      {edited && <ValueDialog value={edited} onClose={() => setEdited(undefined)} />}
      {deletion.dialog}
    </>
  )
}

function ValueDialog({ value: known, onClose }: { value: Partial<CustomValue>; onClose: () => void }) {
  const { api, location } = useWorkplace()
  const [name, setName] = useState(known.name ?? '')
  const [value, setValue] = useState(known.value ?? '')
  const refresh = useRefresh(['custom-values', location.id])
  const path = { locationId: location.id }
  return (
    <FormDialog
      title={known.id === undefined ? 'New custom value' : 'Edit custom value'}
      onClose={onClose}
      onSubmit={async () => {
        const body = { name, value }
        await (known.id === undefined
          ? dataOf(api.POST('/locations/{locationId}/customValues', { params: { path }, body }))
          : dataOf(
              api.PUT('/locations/{locationId}/customValues/{id}', {
                params: { path: { ...path, id: known.id } },
                body,
              }),
            ))
        await refresh()
      }}
    >
      <TextField label="Name" required data-autofocus value={name} onChange={setName} />
      <Textarea
        label="Value"
        required
        autosize
        minRows={2}
        maxRows={12}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
