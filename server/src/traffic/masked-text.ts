const mask = '•••'
/** The names of properties whose values name records or types, and no person. */
const kept: ReadonlySet<string> = new Set([
  ...['id', '_id', 'locationId', 'companyId', 'contactId', 'opportunityId', 'userId', 'assignedUserId'],
  ...[
    'businessId',
    'parentId',
    'pipelineId',
    'pipelineStageId',
    'pipelineStageUId',
    'lostReasonId',
    'calendarId',
  ],
  ...['campaignId', 'workflowId', 'sourceId', 'recordId', 'startAfterId', 'traceId', 'existingId'],
  ...['type', 'dataType', 'documentType', 'status', 'appointmentStatus', 'statusCode'],
])
const maxNameLength = 64

/**
 * A JSON value as text, with a mask in place of texts, numbers and odd names: what people wrote about other people. Ids,
 * types and states stay.
 * @param own properties of an object that are shown as they are, in place of its own.
 */
export const maskedText = (value: unknown, own: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify(isObject(value) ? { ...(masked('', value) as object), ...own } : masked('', value))

function masked(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => masked('', item))
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [isName(name) ? name : mask, masked(name, item)]),
    )
  if (typeof value !== 'string' && typeof value !== 'number') return value
  return kept.has(key) && isWord(String(value)) ? value : mask
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a text is an id or a word: neither several words, nor an email, nor the digits of a phone. */
const isWord = (text: string): boolean =>
  text.length <= maxNameLength && /^[\w-]+$/.test(text) && !/^[\d-]{7,}$/.test(text)

const isName = (text: string): boolean => text.split('.').every(isWord)
