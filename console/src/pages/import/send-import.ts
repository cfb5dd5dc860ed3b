import type { DateOrder, ImportMode } from '../../../../server/src/import/import-choices.ts'
import type { ImportCounts } from '../../../../server/src/import/import-counts.ts'
import { ApiFailure } from '../../api/failure.ts'
import { tokenFor } from '../../api/session.ts'

export interface Column {
  name: string
  /** The word of a mapping that it is taken for; null for a meaning without a word. */
  means: string | null
}

export interface Choices {
  mode: ImportMode
  strict: boolean
  createFields: boolean
  events: boolean
  dateOrder?: DateOrder | undefined
  /** The code of the country of national phones. */
  country?: string | undefined
  /** What columns mean, where it is not what they are taken for. */
  mapping?: Record<string, string> | undefined
}

/** What an import, or its preview, has reported so far. */
export interface ImportReport {
  columns: readonly Column[]
  notes: readonly string[]
  /** In percent. */
  progress: number
  rejects: readonly string[]
  counts?: ImportCounts
  error?: string
}

export const emptyReport: ImportReport = { columns: [], notes: [], progress: 0, rejects: [] }

type Line = Partial<{
  columns: Column[]
  note: string
  progress: number
  rejects: string
  result: ImportCounts
  error: string
}>

/**
 * Uploads a file, and reads what the server reports until it is done.
 * @param onReport is called with the report after each part of the response.
 * @throws ApiFailure if the server refuses it.
 */
export async function sendImport(
  locationId: string,
  file: File,
  choices: Choices & { dryRun: boolean },
  onReport: (report: ImportReport) => void,
): Promise<ImportReport> {
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
  let report = emptyReport
  let rest = ''
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) break
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) report = afterLine(report, JSON.parse(line) as Line)
    onReport(report)
  }
  // The connection ended before the last line.
  if (report.counts === undefined && report.error === undefined)
    return { ...report, error: 'The connection broke off. Import the file again: what is imported stays.' }
  return report
}

function afterLine(
  report: ImportReport,
  { columns, note, progress, rejects, result, error }: Line,
): ImportReport {
  return {
    columns: columns ?? report.columns,
    notes: note === undefined ? report.notes : [...report.notes, note],
    progress: progress ?? report.progress,
    rejects: rejects === undefined ? report.rejects : [...report.rejects, rejects],
    ...(report.counts && { counts: report.counts }),
    ...(report.error !== undefined && { error: report.error }),
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
