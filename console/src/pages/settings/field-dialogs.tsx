import { Select, TagsInput } from '@mantine/core'
import { useState } from 'react'
import { customFieldTypes } from '../../../../server/src/api/custom-fields/custom-field.ts'
import { dataOf } from '../../api/client.ts'
import { TextField } from '../../parts/fields.tsx'
import { useWorkplace } from '../../session/session.tsx'
import {
  type DataType,
  type Field,
  type Folder,
  type Model,
  models,
  typeNames,
  typesWithOptions,
} from './field-types.ts'
import { FormDialog } from './form-dialog.tsx'

interface DialogProps {
  onClose: () => void
  onSaved: () => Promise<void>
}

/** Creates a folder, or renames one. */
export function FolderDialog({ folder, onClose, onSaved }: DialogProps & { folder: Folder | undefined }) {
  const { api, location } = useWorkplace()
  const [name, setName] = useState(folder?.name ?? '')
  const [model, setModel] = useState<Model>('contact')
  return (
    <FormDialog
      title={folder === undefined ? 'New folder' : 'Rename folder'}
      onClose={onClose}
      onSubmit={async () => {
        await (folder === undefined
          ? dataOf(
              api.POST('/locations/{locationId}/customFields', {
                params: { path: { locationId: location.id } },
                body: { name, model, documentType: 'folder' },
              }),
            )
          : dataOf(
              api.PUT('/custom-fields/folder/{id}', {
                params: { path: { id: folder.id } },
                body: { name, locationId: location.id },
              }),
            ))
        await onSaved()
      }}
    >
      <NameInput value={name} onChange={setName} />
      {folder === undefined && <ModelSelect value={model} onChange={setModel} />}
    </FormDialog>
  )
}

/** Creates a custom field, or changes one. */
export function FieldDialog({
  field,
  folders,
  onClose,
  onSaved,
}: DialogProps & {
  field: Field | undefined
  folders: readonly Folder[]
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

function NameInput(props: { value: string; onChange: (value: string) => void }) {
  return <TextField label="Name" required data-autofocus {...props} />
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
