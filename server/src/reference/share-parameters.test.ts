import { expect, it } from 'vitest'
import { type Parameter, type ParametersDocument, shareParameters } from './share-parameters.ts'

const parameter = (place: string, name: string, description: string): Parameter => ({
  in: place,
  name,
  description,
  required: true,
  schema: { example: 'x' },
})
const reference = (name: string) => ({ $ref: `#/components/parameters/${name}` })

function shared(...operations: Parameter[][]) {
  const document = {
    paths: Object.fromEntries(
      operations.map((parameters, index) => [
        `/${index}`,
        { get: { operationId: `get-${index}`, parameters } },
      ]),
    ),
  }
  shareParameters(document)
  const left = Object.values(document.paths).map(({ get }) => get.parameters)
  return { left, document: document as ParametersDocument }
}

it('shares a parameter that several operations have, and leaves the others', () => {
  const [limit, once] = [parameter('query', 'limit', 'How many.'), parameter('query', 'once', 'Once.')]
  const { left, document } = shared([limit, once], [limit])
  expect(left).toEqual([[reference('limit'), once], [reference('limit')]])
  expect(document.components).toEqual({ parameters: { limit } })
})

it('distinguishes parameters with the same name by an operation, and gives the name to the most frequent one', () => {
  const [note, task] = [parameter('query', 'id', 'The note.'), parameter('query', 'id', 'The task.')]
  const { left, document } = shared([note], [note], [task], [task], [task])
  expect(left).toEqual([
    ...[[reference('id-get-0')], [reference('id-get-0')]],
    ...[[reference('id')], [reference('id')], [reference('id')]],
  ])
  expect(document.components?.parameters).toEqual({ id: task, 'id-get-0': note })
})

it('keeps the descriptions of path and header parameters in the schema', () => {
  const id = parameter('path', 'id', 'The note.')
  const { document } = shared([id], [id])
  expect(document.components?.parameters).toEqual({
    id: { in: 'path', name: 'id', required: true, schema: { example: 'x', description: 'The note.' } },
  })
})
