import { expect, it } from 'vitest'
import { shareResponses } from './share-responses.ts'

const error = (...examples: string[]) => ({
  description: examples.join(),
  content: { 'application/json': { examples: Object.fromEntries(examples.map((name) => [name, {}])) } },
})

const shared = (...responses: Record<string, object>[]) => {
  const document = {
    paths: Object.fromEntries(
      responses.map((one, index) => [`/${index}`, { get: { operationId: `get-${index}`, responses: one } }]),
    ),
    components: { schemas: {}, responses: {} as Record<string, unknown> },
  }
  shareResponses(document, { 401: 'Unauthorized', 429: 'TooManyRequests' })
  const left = Object.values(document.paths).map(({ get }) => get.responses)
  return { left, components: document.components }
}

it('shares an error that several operations have, and leaves the others', () => {
  const { left, components } = shared(
    { 200: error('ok'), 401: error('noToken') },
    { 200: error('ok'), 401: error('noToken'), 429: error('tooMany') },
  )
  const reference = { $ref: '#/components/responses/Unauthorized' }
  expect(left).toEqual([
    { 200: error('ok'), 401: reference },
    { 200: error('ok'), 401: reference, 429: error('tooMany') },
  ])
  expect(components).toEqual({ schemas: {}, responses: { Unauthorized: error('noToken') } })
})

it('gives the name of the status to the most frequent one, and adds the first example to another', () => {
  const { components } = shared(
    { 401: error('badScope', 'noToken') },
    { 401: error('badScope', 'noToken') },
    ...Array.from({ length: 3 }, () => ({ 401: error('noToken') })),
  )
  expect(components.responses).toEqual({
    Unauthorized: error('noToken'),
    UnauthorizedBadScope: error('badScope', 'noToken'),
  })
})

it('adds as many examples as necessary if the first ones are the same', () => {
  const variants = [error('noToken'), error('noToken', 'badScope'), error('noToken', 'badKind')]
  const { left, components } = shared(...[...variants, ...variants].map((one) => ({ 401: one })))
  expect(components.responses).toEqual({
    Unauthorized: error('noToken'),
    UnauthorizedNoToken: error('noToken', 'badScope'),
    UnauthorizedNoTokenBadKind: error('noToken', 'badKind'),
  })
  expect(left[5]).toEqual({ 401: { $ref: '#/components/responses/UnauthorizedNoTokenBadKind' } })
})

it('names an error after its first operation if its examples are not enough', () => {
  const words = (description: string) => ({ ...error('noToken'), description })
  const variants = ['One', 'Two', 'Three'].map(words)
  const { left, components } = shared(...[...variants, ...variants].map((one) => ({ 401: one })))
  expect(Object.keys(components.responses)).toEqual([
    'Unauthorized',
    'UnauthorizedNoToken',
    'Get2Unauthorized',
  ])
  expect(left[5]).toEqual({ 401: { $ref: '#/components/responses/Get2Unauthorized' } })
})

it('shares a success under the name of its schema, for any status', () => {
  const schema = { $ref: '#/components/schemas/NoteDto' }
  const answer = { description: 'The note.', content: { 'application/json': { schema } } }
  const { left, components } = shared(
    { 200: answer },
    { 201: answer },
    { 200: { ...answer, description: 'A' } },
  )
  const reference = { $ref: '#/components/responses/NoteDto' }
  expect(left).toEqual([{ 200: reference }, { 201: reference }, { 200: { ...answer, description: 'A' } }])
  expect(components.responses).toEqual({ NoteDto: answer })
})
