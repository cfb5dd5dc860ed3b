import { type ExampleData, exampleUpdate, turnDigits } from './example-data.ts'
import { variedPeople } from './varied-people.ts'

/** The kinds of requests in a load. Upserts are for varied people: those in the database, or new ones. */
export type RequestKind =
  | 'update'
  | 'json-server-update'
  | 'directus-update'
  | 'get'
  | 'upsert-existing'
  | 'upsert-new'

/** @returns a function that returns the next request with its head, as sent. */
type RequestMaker = (example: ExampleData) => () => string

const templateCount = 1000

export const requestMakers: Record<RequestKind, RequestMaker> = {
  update: updateMaker('PUT /contacts/'),
  'json-server-update': updateMaker('PATCH /contacts/'),
  'directus-update': updateMaker('PATCH /items/contacts/'),
  get:
    ({ token, contactIds }) =>
    () =>
      getRequest(`/contacts/${any(contactIds)}`, token),
  'upsert-existing': (example) =>
    upsertMaker(example, () => Math.floor(Math.random() * example.contactIds.length)),
  'upsert-new': (example) => {
    let next = example.contactIds.length
    return upsertMaker(example, () => next++)
  },
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

/** Creates upserts by email and phone, with different bodies. */
function upsertMaker(
  { token, locationId, customFieldId }: ExampleData,
  nextIndex: () => number,
): () => string {
  let turn = 0
  return () => {
    turn += 1
    const index = nextIndex()
    const { email, phone } = variedPeople.person(index)
    const update = exampleUpdate(index, turn, customFieldId)
    return postRequest('/contacts/upsert', token, { ...update, locationId, email, phone })
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
