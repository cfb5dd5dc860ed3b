import { type ExampleData, exampleUpdate, turnDigits } from './example-data.ts'
import { variedPeople } from './varied-people.ts'

/**
 * The kinds of requests in a load. Upserts, creations and searches are for varied people: those in the database, or new
 * ones.
 */
export type RequestKind =
  | 'update'
  | 'json-server-update'
  | 'directus-update'
  | 'get'
  | 'upsert-existing'
  | 'upsert-new'
  | 'create'
  | 'add-tags'
  | 'create-note'
  | 'create-task'
  | 'search'

/** @returns a function that returns the next request with its head, as sent. */
type RequestMaker = (example: ExampleData) => () => string

const templateCount = 1000
/** The number of tags that requests add. */
const tagCount = 100

export const requestMakers: Record<RequestKind, RequestMaker> = {
  update: updateMaker('PUT /contacts/'),
  'json-server-update': updateMaker('PATCH /contacts/'),
  'directus-update': updateMaker('PATCH /items/contacts/'),
  get:
    ({ token, contactIds }) =>
    () =>
      getRequest(`/contacts/${any(contactIds)}`, token),
  'upsert-existing': (example) =>
    personMaker('/contacts/upsert', example, () => Math.floor(Math.random() * example.contactIds.length)),
  'upsert-new': (example) => personMaker('/contacts/upsert', example, numbersAfter(example)),
  create: (example) => personMaker('/contacts/', example, numbersAfter(example)),
  'add-tags': subresourceMaker('tags', (turn) => ({ tags: [`bench ${turn % tagCount}`] })),
  'create-note': subresourceMaker('notes', (turn) => ({
    body: `Call ${turn}: asked for a quote, call after five`,
  })),
  'create-task': subresourceMaker('tasks', (turn) => ({
    title: `Task ${turn}`,
    body: 'Send the quote',
    dueDate: '2030-01-01T10:00:00.000Z',
    completed: false,
  })),
  search: ({ token, locationId, contactIds }) => {
    const pageLimit = 20
    return () => {
      const { city } = variedPeople.person(Math.floor(Math.random() * contactIds.length))
      const filters = [{ field: 'city', operator: 'eq', value: city }]
      return postRequest('/contacts/search', token, { locationId, pageLimit, filters })
    }
  },
}

/** The numbers of people that the database does not have. */
function numbersAfter({ contactIds }: ExampleData): () => number {
  let next = contactIds.length
  return () => next++
}

/** Creates requests that add something to random contacts. */
function subresourceMaker(name: string, body: (turn: number) => object): RequestMaker {
  return ({ token, contactIds }) => {
    let turn = 0
    return () => postRequest(`/contacts/${any(contactIds)}/${name}`, token, body(turn++))
  }
}

const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T

/** Creates updates of random contacts, with different bodies. @param start what precedes the id. */
function updateMaker(start: string): RequestMaker {
  return ({ token, customFieldId, contactIds }) => {
    const templates = Array.from({ length: templateCount }, (_, index) =>
      templateOf(exampleUpdate(index, 0, customFieldId), token),
    )
    let turn = 0
    return () => {
      turn += 1
      const id = any(contactIds)
      const { beforeTurn, afterTurn } = templates[turn % templateCount] as Template
      return `${start}${id}${beforeTurn}${String(turn).padStart(turnDigits, '0')}${afterTurn}`
    }
  }
}

interface Template {
  beforeTurn: string
  afterTurn: string
}

/** Creates requests with an email and a phone, with different bodies. */
function personMaker(
  path: string,
  { token, locationId, customFieldId }: ExampleData,
  nextIndex: () => number,
): () => string {
  let turn = 0
  return () => {
    turn += 1
    const index = nextIndex()
    const { email, phone } = variedPeople.person(index)
    const update = exampleUpdate(index, turn, customFieldId)
    return postRequest(path, token, { ...update, locationId, email, phone })
  }
}

/** The request without the contact's id, split at the number of the turn. */
function templateOf(update: object, token: string): Template {
  const [beforeTurn = '', afterTurn = ''] = `${headOf(token)}${bodyPart(update)}`.split(
    '0'.repeat(turnDigits),
  )
  return { beforeTurn, afterTurn }
}

/** The head after the path, without its end. */
const headOf = (token: string) =>
  [
    ' HTTP/1.1',
    'host: localhost',
    'accept: application/json, text/plain, */*',
    'user-agent: axios/1.13.2',
    'version: 2021-07-28',
    `authorization: Bearer ${token}`,
    'connection: keep-alive',
  ].join('\r\n')

function bodyPart(body: object): string {
  const text = JSON.stringify(body)
  return `\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}

/** A complete request with a body. @param path with its slash. */
export const postRequest = (path: string, token: string, body: object): string =>
  `POST ${path}${headOf(token)}${bodyPart(body)}`

/** Like `postRequest`, for PUT. */
export const putRequest = (path: string, token: string, body: object): string =>
  `PUT ${path}${headOf(token)}${bodyPart(body)}`

/** A complete request without a body. */
export const getRequest = (path: string, token: string): string => `GET ${path}${headOf(token)}\r\n\r\n`
