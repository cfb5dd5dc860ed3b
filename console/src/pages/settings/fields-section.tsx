import { Badge, Button, Code, Group, Table, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dataOf } from '../../api/client.ts'
import { Empty } from '../../parts/empty.tsx'
import { Queried } from '../../parts/queried.tsx'
import { RowActions, Rows } from '../../parts/rows.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { FieldDialog, FolderDialog } from './field-dialogs.tsx'
import { type DataType, type Field, type Folder, models, typeNames } from './field-types.ts'
import { SectionHead } from './section.tsx'
import { useDeletion } from './use-deletion.tsx'
import { useRefresh } from './use-refresh.ts'

const maxFolders = 1000

/** The custom fields of contacts and opportunities, with their folders. */
export default function FieldsSection() {
  const { api, location } = useWorkplace()
  const [edited, setEdited] = useState<{ field?: Field } | { folder: Folder | undefined }>()
  const path = { locationId: location.id }
  const queryKeyOfAll = ['custom-fields', location.id]
  const found = useQuery({
    queryKey: [...queryKeyOfAll, 'settings'],
    queryFn: async () => {
      const folderQuery = { documentType: 'folder', model: 'all', limit: maxFolders } as const
      const [fields, folders] = await Promise.all([
        dataOf(
          api.GET('/locations/{locationId}/customFields', { params: { path, query: { model: 'all' } } }),
        ),
        dataOf(
          api.GET('/locations/{locationId}/customFields/search', { params: { path, query: folderQuery } }),
        ),
      ])
      return { fields: fields.customFields, folders: folders.customFieldFolders }
    },
  })
  const refresh = useRefresh(queryKeyOfAll)
  const folders = found.data?.folders ?? []
  const close = () => setEdited(undefined)
  return (
    <>
      <SectionHead text="What contacts and opportunities have beyond the usual. The type and the key of a field never change.">
        <Group gap="xs">
          <Button variant="default" onClick={() => setEdited({ folder: undefined })}>
            New folder
          </Button>
          <Button onClick={() => setEdited({})}>New field</Button>
        </Group>
      </SectionHead>
      <Queried query={found} what="Loading custom fields">
        {({ fields }) => (
          <FieldRows fields={fields} folders={folders} onEdit={(field) => setEdited({ field })} />
        )}
      </Queried>
      {folders.length > 0 && (
        <FolderRows
          folders={folders}
          fields={found.data?.fields ?? []}
          onEdit={(folder) => setEdited({ folder })}
        />
      )}
      {edited && 'folder' in edited && (
        <FolderDialog folder={edited.folder} onClose={close} onSaved={refresh} />
      )}
      {edited && !('folder' in edited) && (
        <FieldDialog field={edited.field} folders={folders} onClose={close} onSaved={refresh} />
      )}
    </>
  )
}

/** The custom fields, each with its folder. */
function FieldRows({
  fields,
  folders,
  onEdit,
}: {
  fields: readonly Field[]
  folders: readonly Folder[]
  onEdit: (field: Field) => void
}) {
  const { api, location } = useWorkplace()
  const deletion = useDeletion<Field>({
    queryKey: ['custom-fields', location.id],
    text: 'Its values are removed from all records. There is no way back.',
    remove: ({ id }) =>
      dataOf(
        api.DELETE('/locations/{locationId}/customFields/{id}', {
          params: { path: { locationId: location.id, id } },
        }),
      ),
  })
  return (
    <>
      {fields.length === 0 ? (
        <Empty title="No custom fields yet" text="An import makes those of its columns on request." />
      ) : (
        <Rows label="Custom fields" columns={['Name', 'Key', 'Type', 'Folder']}>
          {fields.map((field) => (
            <Table.Tr key={field.id}>
              <Table.Td>{field.name}</Table.Td>
              <Table.Td>
                <Code>{field.fieldKey}</Code>
              </Table.Td>
              <Table.Td>
                <Badge variant="light" tt="none">
                  {typeNames[field.dataType as DataType] ?? field.dataType}
                </Badge>
              </Table.Td>
              <Table.Td>{folders.find(({ id }) => id === field.parentId)?.name}</Table.Td>
              <RowActions
                name={field.name}
                onEdit={() => onEdit(field)}
                onDelete={() => deletion.ask(field)}
              />
            </Table.Tr>
          ))}
        </Rows>
      )}
      {deletion.dialog}
    </>
  )
}

/** The folders, and how many fields each has. */
function FolderRows({
  folders,
  fields,
  onEdit,
}: {
  folders: readonly Folder[]
  fields: readonly Field[]
  onEdit: (folder: Folder) => void
}) {
  const { api, location } = useWorkplace()
  const deletion = useDeletion<Folder>({
    queryKey: ['custom-fields', location.id],
    text: 'Its custom fields stay, in no folder.',
    remove: ({ id }) =>
      dataOf(
        api.DELETE('/custom-fields/folder/{id}', {
          params: { path: { id }, query: { locationId: location.id } },
        }),
      ),
  })
  return (
    <>
      <Title order={2} size="h4" mt="xl" mb="sm">
        Folders
      </Title>
      <Rows label="Folders" columns={['Name', 'Of', 'Fields']}>
        {folders.map((folder) => (
          <Table.Tr key={folder.id}>
            <Table.Td>{folder.name}</Table.Td>
            <Table.Td data-label="Of">
              {models.find(({ value }) => value === folder.model)?.label ?? folder.model}
            </Table.Td>
            <Table.Td data-label="Fields">
              {fields.filter(({ parentId }) => parentId === folder.id).length.toLocaleString()}
            </Table.Td>
            <RowActions
              name={folder.name}
              onEdit={() => onEdit(folder)}
              onDelete={() => deletion.ask(folder)}
            />
          </Table.Tr>
        ))}
      </Rows>
      {deletion.dialog}
    </>
  )
}
