import { Button, Table } from '@mantine/core'
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

interface Tag {
  id: string
  name: string
}

/** The tags of the location. */
export default function TagsSection() {
  const { api, location } = useWorkplace()
  const [edited, setEdited] = useState<Partial<Tag>>()
  const path = { locationId: location.id }
  const queryKey = ['tags', location.id]
  const tags = useQuery({
    queryKey,
    queryFn: () => dataOf(api.GET('/locations/{locationId}/tags', { params: { path } })),
  })
  const deletion = useDeletion<Tag>({
    queryKey,
    text: 'All contacts lose the tag.',
    remove: ({ id }) =>
      dataOf(
        api.DELETE('/locations/{locationId}/tags/{tagId}', { params: { path: { ...path, tagId: id } } }),
      ),
  })
  const add = <Button onClick={() => setEdited({})}>New tag</Button>
  return (
    <>
      <SectionHead text="Renaming or deleting a tag changes all contacts that have it.">{add}</SectionHead>
      <Queried query={tags} what="Loading tags">
        {({ tags }) =>
          tags.length === 0 ? (
            <Empty title="No tags yet" text="Tags that contacts get appear here, too." />
          ) : (
            <Rows label="Tags" columns={['Name']}>
              {tags.map((tag) => (
                <Table.Tr key={tag.id}>
                  <Table.Td>{tag.name}</Table.Td>
                  <RowActions
                    name={tag.name}
                    onEdit={() => setEdited(tag)}
                    onDelete={() => deletion.ask(tag)}
                  />
                </Table.Tr>
              ))}
            </Rows>
          )
        }
      </Queried>
      {edited && <TagDialog tag={edited} onClose={() => setEdited(undefined)} />}
      {deletion.dialog}
    </>
  )
}

function TagDialog({ tag, onClose }: { tag: Partial<Tag>; onClose: () => void }) {
  const { api, location } = useWorkplace()
  const [name, setName] = useState(tag.name ?? '')
  const refresh = useRefresh(['tags', location.id])
  const path = { locationId: location.id }
  return (
    <FormDialog
      title={tag.id === undefined ? 'New tag' : 'Rename tag'}
      onClose={onClose}
      onSubmit={async () => {
        const body = { name }
        await (tag.id === undefined
          ? dataOf(api.POST('/locations/{locationId}/tags', { params: { path }, body }))
          : dataOf(
              api.PUT('/locations/{locationId}/tags/{tagId}', {
                params: { path: { ...path, tagId: tag.id } },
                body,
              }),
            ))
        await refresh()
      }}
    >
      <TextField
        label="Name"
        description="Stored in lower case."
        required
        data-autofocus
        value={name}
        onChange={setName}
      />
    </FormDialog>
  )
}
