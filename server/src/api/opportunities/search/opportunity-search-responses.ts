import { type TObject, Type } from 'typebox'
import { described } from '../../../http/described.ts'
import { nullable } from '../../schemas/nullable.ts'
import { opportunitySchemas } from '../opportunity-responses.ts'

const text = (example: string, description?: string) =>
  nullable(Type.String({ example, ...described(description) }))

const person = {
  companyName: text('Tesla Inc'),
  email: text('jane@doe.com'),
  phone: text('+12025550107'),
  tags: Type.Array(Type.String(), { example: ['vip'] }),
}
const fullName = Type.String({ description: 'Empty if the contact has none.', example: 'Jane Doe' })

const pipelineId = Type.String({ description: 'The id of its pipeline.', example: 'bCkKGpDsyPP4peuKowkG' })

/** The properties of rows that a single opportunity lacks or has in another form. */
const ofRows = {
  pipelineId,
  pipelineStageUId: Type.String({
    description: 'Same as `pipelineStageId`.',
    example: '7915dedc-8f18-44d5-8bc3-77c04e994a10',
  }),
  assignedTo: text('y0BeYjuRIlDwsDcOHOJo', 'The id of a user.'),
  source: text('form'),
  lostReasonId: text('CLu7BaljjqrEjBGKTNNe', 'Set only if the status is `lost`.'),
  customFields: Type.Array(
    Type.Object({
      id: Type.String({ example: 'MgobCB14YMVKuE4Ka8p1' }),
      type: Type.Enum(['string', 'number', 'array', 'object'], {
        type: 'string',
        description: 'The type of the value.',
        example: 'string',
      }),
      fieldValue: Type.Unsafe<unknown>({ description: 'The value.', example: 'name' }),
    }),
    { description: 'The value is also under a name with its type, such as `fieldValueString`.' },
  ),
  relations: Type.Array(
    Type.Object({
      associationId: Type.String({
        description: 'Always the same.',
        example: 'OPPORTUNITIES_CONTACTS_ASSOCIATION',
      }),
      relationId: Type.String({ description: 'The id of the opportunity.', example: 'yWQobCRIhRguQtD2llvk' }),
      primary: Type.Boolean({ description: 'Always true.', example: true }),
      objectKey: Type.String({ description: 'Always `contact`.', example: 'contact' }),
      recordId: Type.String({ description: 'The id of the contact.', example: 'ocQHyuzHvuMOe5N5jjXF' }),
      fullName,
      contactName: fullName,
      ...person,
      attributed: nullable(Type.Boolean({ description: 'Always null.' })),
    }),
    { description: 'The contact once more.' },
  ),
  contact: Type.Object(
    {
      id: Type.String({ example: 'ocQHyuzHvuMOe5N5jjXF' }),
      name: fullName,
      ...person,
      score: Type.Array(Type.Unsafe<unknown>({}), { description: 'Always empty.' }),
    },
    { description: 'The contact, as it is now.' },
  ),
  sort: Type.Array(Type.Unsafe<unknown>({}), {
    description: 'The sort values and the id. Send it as `searchAfter` to get the page after this row.',
    example: [1628008053263, 'yWQobCRIhRguQtD2llvk'],
  }),
  attributions: Type.Array(Type.Unsafe<unknown>({}), { description: 'Always empty.' }),
  notes: Type.Optional(
    Type.Array(Type.Unsafe<unknown>({}), {
      description: 'If requested: the latest 20 notes of the contact, as in Get All Notes.',
    }),
  ),
  tasks: Type.Optional(
    Type.Array(Type.Unsafe<unknown>({}), {
      description: 'If requested: the latest 20 tasks of the contact, as in Get All Tasks.',
    }),
  ),
  calendarEvents: Type.Optional(
    Type.Array(Type.Unsafe<unknown>({}), {
      description:
        'If requested: the latest 20 appointments of the contact, as in Get Appointments for Contact.',
    }),
  ),
}

const total = Type.Integer({ description: 'The number of opportunities on all pages.', example: 1 })
const aggregations = Type.Object({}, { description: 'Always empty.' })
const traceId = Type.String({ example: '494a7862-4dc9-4165-a5b2-fed3443636aa' })

const meta = (url: string) =>
  Type.Object({
    total,
    nextPageUrl: text(url, 'The URL of the next page; null on the last.'),
    startAfterId: text('yWQobCRIhRguQtD2llvk', 'The id of the last row.'),
    startAfter: nullable(
      Type.Integer({
        description: 'The sort value of the last row: a time in milliseconds, a value or a name.',
        example: 1628008053263,
      }),
    ),
    currentPage: Type.Integer({ description: 'The `page`; 1 if none was sent.', example: 1 }),
    nextPage: nullable(Type.Integer({ description: 'Null on the last page.', example: 2 })),
    prevPage: nullable(Type.Integer({ description: 'Null on the first page.', example: 1 })),
  })

const answersWith = (properties: TObject['properties'], url: string) => {
  const opportunities = Type.Array(Type.Object({ ...properties, ...ofRows }), {
    description: 'The opportunities of the page.',
  })
  return {
    listed: Type.Object({ opportunities, meta: meta(url), aggregations, traceId }),
    found: Type.Object({ opportunities, total, aggregations, traceId }),
  }
}

const url = 'http://localhost:4455/opportunities/search'
const place = 'limit=20&startAfter=1628008053263&startAfterId=yWQobCRIhRguQtD2llvk'

/** The responses, by version. */
export const opportunitySearchAnswers = {
  dated: answersWith(opportunitySchemas.dated.properties, `${url}?location_id=ve9EPM428h8vShlRW1KT&${place}`),
  version3: answersWith(
    opportunitySchemas.version3.properties,
    `${url}?locationId=ve9EPM428h8vShlRW1KT&${place}`,
  ),
}
