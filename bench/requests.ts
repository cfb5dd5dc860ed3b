import { type ExampleData, exampleUpdate, turnDigits } from './example-data.ts'

const templateCount = 1000

/**
 * Makes the requests of the load: updates of contacts picked at random, no two with the same body.
 * @returns a function that answers the next request, whole, as it goes over the wire.
 */
export function requestMaker({ token, customFieldId, contactIds }: ExampleData): () => string {
  const templates = Array.from({ length: templateCount }, (_, index) =>
    templateOf(exampleUpdate(index, 0, customFieldId), token),
  )
  let turn = 0
  return () => {
    turn += 1
    const id = contactIds[Math.floor(Math.random() * contactIds.length)]
    const { beforeTurn, afterTurn } = templates[turn % templateCount] as Template
    return `PUT /contacts/${id}${beforeTurn}${String(turn).padStart(turnDigits, '0')}${afterTurn}`
  }
}

interface Template {
  beforeTurn: string
  afterTurn: string
}

/** The request without the contact's id, cut in two where the number of the turn stands. */
function templateOf(update: object, token: string): Template {
  const body = JSON.stringify(update)
  const head = [
    ' HTTP/1.1',
    'host: localhost',
    'accept: application/json, text/plain, */*',
    'user-agent: axios/1.13.2',
    'version: 2021-07-28',
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: keep-alive',
  ].join('\r\n')
  const [beforeTurn = '', afterTurn = ''] = `${head}\r\n\r\n${body}`.split('0'.repeat(turnDigits))
  return { beforeTurn, afterTurn }
}
