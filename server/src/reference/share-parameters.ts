/** A parameter before it is shared. */
export interface Parameter {
  in: string
  name: string
  description?: string
  required?: boolean
  schema: { description?: string; example?: unknown }
}

export type ParameterOrReference = Parameter | { $ref: string }

interface Operation {
  operationId: string
  parameters?: ParameterOrReference[]
}

export interface ParametersDocument {
  paths?: Record<string, unknown>
  components?: { parameters?: Record<string, Parameter> }
}

const prefix = '#/components/parameters/'

/**
 * Moves parameters that several operations share to `components.parameters` and refers to them. The most frequent
 * parameter of a name gets that name; another one is prefixed with the first operation that uses it. Path and header
 * parameters keep their descriptions in their schemas: on the parameter, each would be a line in every operation of a
 * generated client.
 */
export function shareParameters(document: ParametersDocument): void {
  const uses = Object.values(document.paths ?? {})
    .flatMap((methods) => Object.values(methods as Record<string, Operation>))
    .flatMap(({ operationId, parameters = [] }) =>
      (parameters as Parameter[]).map((parameter, index) => ({ operationId, parameters, parameter, index })),
    )
  const shared: Record<string, Parameter> = {}
  const byForm = [...Map.groupBy(uses, ({ parameter }) => JSON.stringify(parameter)).values()]
  for (const [first, ...others] of byForm.sort((a, b) => b.length - a.length)) {
    if (first === undefined || others.length === 0) continue
    const { parameter, operationId } = first
    const name = parameter.name in shared ? `${parameter.name}-${operationId}` : parameter.name
    shared[name] = ['path', 'header'].includes(parameter.in) ? withWordsInSchema(parameter) : parameter
    for (const { parameters, index } of [first, ...others]) parameters[index] = { $ref: prefix + name }
  }
  document.components = { ...document.components, parameters: shared }
}

const withWordsInSchema = ({ description, schema, ...rest }: Parameter): Parameter => ({
  ...rest,
  schema: { ...schema, ...(description !== undefined && { description }) },
})
