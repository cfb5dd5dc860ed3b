import { Badge, Button, Code, Group, Select, Table, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { customFieldTypes } from '../../../../server/src/api/custom-fields/custom-field.ts'
import { dataOf } from '../../api/client.ts'
import type { components } from '../../api/schema.d.ts'
import { Empty } from '../../parts/empty.tsx'
import { Queried } from '../../parts/queried.tsx'
import { RowActions, Rows } from '../../parts/rows.tsx'
import { useWorkplace } from '../../session/session.tsx'
import { DeleteDialog, FormDialog } from './form-dialog.tsx'
import { SectionHead } from './section.tsx'
import { useRefresh } from './use-refresh.ts'

type Field = components['schemas']['CustomField']
type DataType = (typeof customFieldTypes)[number]

/** What each type of field is called. */
const typeNames: Record<DataType, string> = {
  TEXT: 'Text',
  LARGE_TEXT: 'Long text',
  NUMERICAL: 'Number',
  MONETORY: 'Money',
  PHONE: 'Phone',
  EMAIL: 'Email',
  DATE: 'Date',
  SINGLE_OPTIONS: 'One of a list',
  RADIO: 'One of several buttons',
  CHECKBOX: 'Several checkboxes',
  MULTIPLE_OPTIONS: 'Several of a list',
  TEXTBOX_LIST: 'Several text boxes',
  FILE_UPLOAD: 'Files',
  SIGNATURE: 'Signature',
}

const typesWithOptions: readonly string[] = ['SINGLE_OPTIONS', 'RADIO', 'CHECKBOX', 'MULTIPLE_OPTIONS']
const maxFolders = 1000

/** The custom fields of contacts and opportunities, with their folders. */
export default function FieldsSection() {
  const { api, location } = useWorkplace()
  const [edited, setEdited] = useState<Field | 'new' | 'folder'>()
  const [doomed, setDoomed] = useState<Field>()
  const path = { locationId: location.id }
  const queryKey = ['custom-fields', location.id, 'settings']
  const found = useQuery({
    queryKey,
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
  const refresh = useRefresh(['custom-fields', location.id])
  const folders = found.data?.folders ?? []
  const close = () => setEdited(undefined)
  return (
    <>
      <SectionHead text="What contacts and opportunities have beyond the usual. The type and the key of a field never change.">
        <Group gap="xs">
          <Button variant="default" onClick={() => setEdited('folder')}>
            New folder
          </Button>
          <Button onClick={() => setEdited('new')}>New field</Button>
        </Group>
      </SectionHead>
      <Queried query={found} what="Loading custom fields">
        {({ fields }) =>
          fields.length === 0 ? (
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
                    onEdit={() => setEdited(field)}
                    onDelete={() => setDoomed(field)}
                  />
                </Table.Tr>
              ))}
            </Rows>
          )
        }
      </Queried>
      {edited === 'folder' && <FolderDialog onClose={close} onSaved={refresh} />}
      {edited !== undefined && edited !== 'folder' && (
        <FieldDialog
          field={edited === 'new' ? undefined : edited}
          folders={folders}
          onClose={close}
          onSaved={refresh}
        />
      )}
      {doomed && (
        <DeleteDialog
          name={doomed.name}
          text="Its values are removed from all records. There is no way back."
          onClose={() => setDoomed(undefined)}
          onDelete={async () => {
            const of = { ...path, id: doomed.id }
            await dataOf(api.DELETE('/locations/{locationId}/customFields/{id}', { params: { path: of } }))
            await refresh()
          }}
        />
      )}
    </>
  )
}

const models = [
  { value: 'contact', label: 'Contacts' },
  { value: 'opportunity', label: 'Opportunities' },
] as const
type Model = (typeof models)[number]['value']

interface DialogProps {
  onClose: () => void
  onSaved: () => Promise<void>
}

function FolderDialog({ onClose, onSaved }: DialogProps) {
  const { api, location } = useWorkplace()
  const [name, setName] = useState('')
  const [model, setModel] = useState<Model>('contact')
  return (
    <FormDialog
      title="New folder"
      onClose={onClose}
      onSubmit={async () => {
        await dataOf(
          api.POST('/locations/{locationId}/customFields', {
            params: { path: { locationId: location.id } },
            body: { name, model, documentType: 'folder' },
          }),
        )
        await onSaved()
      }}
    >
      <NameInput value={name} onChange={setName} />
      <ModelSelect value={model} onChange={setModel} />
    </FormDialog>
  )
}

function FieldDialog({
  field,
  folders,
  onClose,
  onSaved,
}: DialogProps & {
  field: Field | undefined
  folders: readonly { id: string; name: string; model: string }[]
}) {
  const { api, location } = useWorkplace()
  const [name, setName] = useState(field?.name ?? '')
  const [dataType, setDataType] = useState(field?.dataType ?? 'TEXT')
  const [model, setModel] = useState((field?.model ?? 'contact') as Model)
  const [parentId, setParentId] = useState<string | null>(field?.parentId ?? null)
  const known = (field?.picklistOptions ?? []).filter((option) => typeof option === 'string')
  const [options, setOptions] = useState(known)
  const hasOptions = typesWithOptions.includes(dataType)
  const path = { locationId: location.id }
  return (
    <FormDialog
      title={field === undefined ? 'New custom field' : 'Edit custom field'}
      onClose={onClose}
      onSubmit={async () => {
        const choice = hasOptions ? { options } : {}
        await (field === undefined
          ? dataOf(
              api.POST('/locations/{locationId}/customFields', {
                params: { path },
                body: {
                  name,
                  dataType: dataType as DataType,
                  model,
                  ...choice,
                  ...(parentId && { parentId }),
                },
              }),
            )
          : dataOf(
              api.PUT('/locations/{locationId}/customFields/{id}', {
                params: { path: { ...path, id: field.id } },
                body: { name, parentId, model, ...choice },
              }),
            ))
        await onSaved()
      }}
    >
      <NameInput value={name} onChange={setName} />
      {field === undefined && (
        <>
          <Select
            label="Type"
            allowDeselect={false}
            data={customFieldTypes.map((value) => ({ value, label: typeNames[value] }))}
            value={dataType}
            onChange={(value) => value !== null && setDataType(value)}
          />
          <ModelSelect value={model} onChange={setModel} />
        </>
      )}
      {hasOptions && (
        <TagsInput
          label="Choices"
          description="Press Enter after each."
          value={options}
          onChange={setOptions}
          clearable={false}
        />
      )}
      <Select
        label="Folder"
        placeholder="None"
        clearable
        data={folders
          .filter((one) => one.model === model)
          .map(({ id, name }) => ({ value: id, label: name }))}
        value={parentId}
        onChange={setParentId}
        clearButtonProps={{ 'aria-label': 'No folder' }}
      />
    </FormDialog>
  )
}

function NameInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      label="Name"
      required
      data-autofocus
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function ModelSelect({ value, onChange }: { value: Model; onChange: (value: Model) => void }) {
  return (
    <Select
      label="Of"
      allowDeselect={false}
      data={models}
      value={value}
      onChange={(model) => model !== null && onChange(model)}
    />
  )
}
