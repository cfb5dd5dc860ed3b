import { pascal } from './name-schemas.ts'

interface Response {
  content?: Record<string, { schema?: { $ref?: string }; examples?: Record<string, unknown> }>
}

interface Operation {
  operationId: string
  responses?: Record<string, Response | { $ref: string }>
}

interface ResponsesDocument {
  paths?: Record<string, unknown>
  components?: { responses?: Record<string, unknown> }
}

/**
 * Moves responses that several operations share to `components.responses` and refers to them. A success gets the name
 * of its schema, or stays in place without one. The most frequent error of a status gets the name of the status;
 * others add the names of their first examples, as many as make them unique, or else the id of their first operation.
 * @param names the names of the error statuses.
 */
export function shareResponses(document: ResponsesDocument, names: Readonly<Record<string, string>>): void {
  const uses = Object.values(document.paths ?? {})
    .flatMap((methods) => Object.values(methods as Record<string, Operation>))
    .flatMap(({ operationId, responses = {} }) =>
      Object.entries(responses).map(([status, response]) => ({
        operationId,
        responses,
        status,
        response: response as Response,
        form: (names[status] ?? '') + JSON.stringify(response),
      })),
    )
  const shared: Record<string, unknown> = {}
  const byForm = [...Map.groupBy(uses, ({ form }) => form).values()].sort((a, b) => b.length - a.length)
  for (const [first, ...others] of byForm) {
    if (first === undefined || others.length === 0) continue
    const { operationId, status, response } = first
    const possible =
      names[status] === undefined
        ? namesOfAnswer(response)
        : namesOfError(names[status], response, operationId)
    const name = possible.find((one) => !(one in shared))
    if (name === undefined) continue
    shared[name] = response
    for (const use of [first, ...others])
      use.responses[use.status] = { $ref: `#/components/responses/${name}` }
  }
  document.components = { ...document.components, responses: shared }
}

function namesOfAnswer({ content = {} }: Response): string[] {
  const { $ref } = content['application/json']?.schema ?? {}
  return $ref === undefined ? [] : [$ref.slice($ref.lastIndexOf('/') + 1)]
}

/** `BadRequest`, `BadRequestContactNotFound`, `BadRequestContactNotFoundNoteNotFound` …, `GetNoteBadRequest`. */
function namesOfError(statusName: string, { content = {} }: Response, operationId: string): string[] {
  const words = Object.values(content)
    .flatMap(({ examples = {} }) => Object.keys(examples))
    .map((example) => example.charAt(0).toUpperCase() + example.slice(1))
  const byExamples = Array.from(
    { length: words.length + 1 },
    (_, count) => statusName + words.slice(0, count).join(''),
  )
  return [...byExamples, pascal(operationId) + statusName]
}
