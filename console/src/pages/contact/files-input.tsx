import { Anchor, Button, FileButton, Group, Image, Input, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { sendWithToken } from '../../api/client.ts'
import { ApiFailure, failureText } from '../../api/failure.ts'
import { useWorkplace } from '../../session/session.tsx'
import type { CustomField } from './contact-values.ts'

interface FileValue {
  meta?: { originalname?: string; mimetype?: string; size?: number }
  url: string
  documentId?: string
}

/** The files of a custom field. A new file is stored at once, and belongs to the contact when it is saved. */
export function FilesInput({
  field,
  value,
  error,
  onChange,
}: {
  field: CustomField
  value: unknown
  error: string | undefined
  onChange: (files: Record<string, FileValue>) => void
}) {
  const { location } = useWorkplace()
  const files = value as Record<string, FileValue>
  const isSingle = field.dataType === 'SIGNATURE' || field.isMultiFileAllowed !== true
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const form = new FormData()
      form.append('id', field.id)
      form.append(`${field.id}_${crypto.randomUUID?.() ?? Date.now()}`, file)
      const url = `${window.location.origin}/locations/${location.id}/customFields/upload`
      const response = await sendWithToken(location.id, new Request(url, { method: 'POST', body: form }))
      const answer = await response.json()
      if (!response.ok) throw new ApiFailure(response.status, answer)
      return answer as { meta: (NonNullable<FileValue['meta']> & { url: string })[] }
    },
    onSuccess: ({ meta }) => {
      const added = meta.map(({ url, originalname, mimetype, size }) => [
        url.split('/').at(-1) ?? '',
        { url, meta: { originalname, mimetype, size }, documentId: url.split('/').at(-1) },
      ])
      onChange({ ...(isSingle ? {} : files), ...Object.fromEntries(added) })
    },
  })
  const problem = upload.error ? failureText(upload.error) : error
  const remove = (key: string) => {
    const { [key]: _, ...others } = files
    onChange(others)
  }
  return (
    <Input.Wrapper label={field.name} labelElement="div" error={problem}>
      <Stack gap="xs" mt={4}>
        {Object.entries(files).map(([key, file]) => (
          <Group key={key} gap="sm">
            <FilePreview file={file} />
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => remove(key)}
              aria-label={`Remove ${nameOf(file)}`}
            >
              Remove
            </Button>
          </Group>
        ))}
        {Object.keys(files).length === 0 && (
          <Text size="sm" c="dimmed">
            No file
          </Text>
        )}
        <FileButton onChange={(file) => file && upload.mutate(file)}>
          {(props) => (
            <Button {...props} size="compact-sm" variant="default" w="fit-content" loading={upload.isPending}>
              Add a file to {field.name}
            </Button>
          )}
        </FileButton>
      </Stack>
    </Input.Wrapper>
  )
}

const nameOf = ({ meta, url }: FileValue): string => meta?.originalname ?? url.split('/').at(-1) ?? 'File'

/** Only files of this server can be shown: others would be a request elsewhere. */
const maxPreviewBytes = 5_000_000

function FilePreview({ file }: { file: FileValue }) {
  const { location } = useWorkplace()
  const isOwn = file.url.startsWith(`${window.location.origin}/`)
  const isImage = /^image\/(png|jpe?g|gif|webp)$/.test(file.meta?.mimetype ?? '')
  const isShown = isOwn && isImage && (file.meta?.size ?? 0) < maxPreviewBytes
  const { data } = useQuery({
    queryKey: ['file', location.id, file.url],
    queryFn: async () => {
      const response = await sendWithToken(location.id, new Request(file.url))
      if (!response.ok) throw new ApiFailure(response.status, undefined)
      return response.blob()
    },
    enabled: isShown,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [source, setSource] = useState<string>()
  useEffect(() => {
    if (data === undefined) return
    const url = URL.createObjectURL(data)
    setSource(url)
    return () => URL.revokeObjectURL(url)
  }, [data])
  const open = async () => {
    const response = await sendWithToken(location.id, new Request(file.url))
    const url = URL.createObjectURL(await response.blob())
    const link = document.createElement('a')
    link.href = url
    link.download = nameOf(file)
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <>
      {source !== undefined && <Image src={source} alt="" w={48} h={48} fit="cover" radius="sm" />}
      {isOwn ? (
        <Anchor component="button" type="button" size="sm" onClick={() => void open()}>
          {nameOf(file)}
        </Anchor>
      ) : (
        <Anchor href={file.url} target="_blank" rel="noreferrer" size="sm">
          {nameOf(file)}
        </Anchor>
      )}
    </>
  )
}
