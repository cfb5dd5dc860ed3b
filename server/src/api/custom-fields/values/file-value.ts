import type { CustomField } from '../custom-field.ts'

/** A file value of a contact: its URL, and the metadata from the uploader. */
export interface FileValue {
  meta: Record<string, string | number | boolean | null>
  url: string
  documentId?: string
}

/** Keys of files are UUIDs; other words of letters, digits and hyphens are accepted too. */
const fileKey = /^[A-Za-z0-9-]{1,64}$/
const documentIdPattern = /^[A-Za-z0-9_-]{1,64}$/
const maxUrlLength = 2048
const maxMetaProperties = 20
const maxMetaTextLength = 1000
/** The most files of one value, unless the definition sets a limit. */
export const maxFiles = 50

/**
 * Parses the value of a file field: files keyed by their uuids. A field with a single file also accepts the file
 * without a key; the key is then its `meta.uuid` or a new uuid.
 * @returns undefined if it has the wrong shape, or more files than the field holds.
 */
export function readFiles(
  field: CustomField,
  sent: unknown,
  uuid: () => string,
): Record<string, FileValue> | undefined {
  if (!isObject(sent)) return undefined
  const limit = field.isMultiFileAllowed ? (field.maxFileLimit ?? maxFiles) : 1
  const keyed = 'url' in sent && limit === 1 ? [[keyOf(sent, uuid), sent] as const] : Object.entries(sent)
  if (keyed.length > limit) return undefined
  const files: Record<string, FileValue> = {}
  for (const [key, value] of keyed) {
    const file = readFile(value)
    if (!fileKey.test(key) || file === undefined) return undefined
    files[key] = file
  }
  return files
}

function readFile(value: unknown): FileValue | undefined {
  if (!isObject(value)) return undefined
  const { meta = {}, url, documentId, ...rest } = value
  if (Object.keys(rest).length > 0 || typeof url !== 'string' || url.length > maxUrlLength) return undefined
  if (!/^https?:\/\//i.test(url)) return undefined
  if (documentId !== undefined && !(typeof documentId === 'string' && documentIdPattern.test(documentId))) {
    return undefined
  }
  const readable = readMeta(meta)
  if (readable === undefined) return undefined
  return { meta: readable, url, ...(documentId !== undefined && { documentId }) }
}

function readMeta(meta: unknown): FileValue['meta'] | undefined {
  if (!isObject(meta)) return undefined
  const entries = Object.entries(meta)
  const fits =
    entries.length <= maxMetaProperties && entries.every(([key, item]) => key.length <= 64 && isPlain(item))
  return fits ? (Object.fromEntries(entries) as FileValue['meta']) : undefined
}

const isPlain = (item: unknown) =>
  item === null ||
  // JSON can contain a number that parses as infinity: 1e400.
  Number.isFinite(item) ||
  typeof item === 'boolean' ||
  (typeof item === 'string' && item.length <= maxMetaTextLength)

function keyOf(file: Record<string, unknown>, uuid: () => string): string {
  const own = isObject(file.meta) ? file.meta.uuid : undefined
  return typeof own === 'string' && fileKey.test(own) ? own : uuid()
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
