import { ApiFailure } from '../../api/failure.ts'
import { tokenFor } from '../../api/session.ts'

export interface Column {
  name: string
  /** The word of a mapping that it is taken for; null for a meaning without a word. */
  means: string | null
}

export interface Counts {
  rows: number
  created: number
  updated: number
  unchanged: number
  rejected: number
  warnings: number
}

export interface Choices {
  mode: 'create' | 'update' | 'upsert'
  strict: boolean
  createFields: boolean
  events: boolean
  dateOrder?: 'dmy' | 'mdy'
  /** What columns mean, where it is not what they are taken for. */
  mapping?: Record<string, string>
}

/** What an import, or its preview, has told so far. */
export interface Told {
  columns: readonly Column[]
  notes: readonly string[]
  /** In percent. */
  progress: number
  rejects: readonly string[]
  counts?: Counts
  error?: string
}

export const nothingTold: Told = { columns: [], notes: [], progress: 0, rejects: [] }

type Line = Partial<{
  columns: Column[]
  note: string
  progress: number
  rejects: string
  result: Counts
  error: string
}>

/**
 * Uploads a file, and reads what the server tells of it until it is done.
 * @param onTold is given what it has told after each part.
 * @throws ApiFailure if the server refuses it.
 */
export async function sendImport(
  locationId: string,
  file: File,
  choices: Choices & { dryRun: boolean },
  onTold: (told: Told) => void,
): Promise<Told> {
  const form = new FormData()
  form.append('choices', JSON.stringify(choices))
  form.append('file', file)
  const authorization = `Bearer ${await tokenFor(locationId)}`
  const response = await fetch('/_contactd/imports', {
    method: 'POST',
    headers: { authorization },
    body: form,
  })
  if (!response.ok || response.body === null)
    throw new ApiFailure(response.status, await response.json().catch(() => undefined))
  let told = nothingTold
  let rest = ''
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) break
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) told = afterLine(told, JSON.parse(line) as Line)
    onTold(told)
  }
  // The connection ended before the last line.
  if (told.counts === undefined && told.error === undefined)
    return { ...told, error: 'The connection broke off. Import the file again: what is imported stays.' }
  return told
}

function afterLine(told: Told, { columns, note, progress, rejects, result, error }: Line): Told {
  return {
    columns: columns ?? told.columns,
    notes: note === undefined ? told.notes : [...told.notes, note],
    progress: progress ?? told.progress,
    rejects: rejects === undefined ? told.rejects : [...told.rejects, rejects],
    ...(told.counts && { counts: told.counts }),
    ...(told.error !== undefined && { error: told.error }),
    ...(result && { counts: result }),
    ...(error !== undefined && { error: inWordsOfPage(error) }),
  }
}

/** The server names options of the command. */
const inWordsOfPage = (text: string): string =>
  text
    .replace('add --date-order dmy or --date-order mdy', 'choose the order of dates below')
    .replace('add --format csv, jsonl or vcf', 'give it the ending .csv, .jsonl or .vcf')
    .replace(/: `contactd custom-field list` shows all, and --create-fields makes it\./, '.')
