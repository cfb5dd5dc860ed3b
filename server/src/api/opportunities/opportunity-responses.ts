import { type TProperties, Type } from 'typebox'
import { described } from '../../http/described.ts'
import { opportunityStatuses } from './opportunity.ts'

const instant = (description?: string) =>
  Type.String({ example: '2021-08-03T04:55:17.355Z', ...described(description) })

/** A text that is missing while it is not set. */
const unset = (example: string, description?: string) =>
  Type.Optional(Type.String({ example, ...described(description) }))

const contact = Type.Object(
  {
    id: Type.String({ example: 'ocQHyuzHvuMOe5N5jjXF' }),
    name: Type.String({ description: 'Empty if it has none.', example: 'Jane Doe' }),
    companyName: unset('Tesla Inc'),
    email: unset('jane@doe.com'),
    phone: unset('+12025550107'),
    tags: Type.Array(Type.String(), { example: ['vip'] }),
  },
  { description: 'The contact, as it is now.' },
)

const customField = Type.Object({
  id: Type.String({ example: 'MgobCB14YMVKuE4Ka8p1' }),
  fieldValue: Type.Unsafe<unknown>({
    description: 'Text, a number, a list of options, or an object for TEXTBOX_LIST and files.',
    example: 'name',
  }),
})

const days = (description: string) => Type.Optional(Type.Number({ description, example: 19 }))
const percent = (description: string) => Type.Optional(Type.Number({ description, example: 20 }))

/** The properties of v3. */
const forecast = {
  forecastExpectedCloseDate: unset('2026-05-20', 'The expected date: `YYYY-MM-DD`.'),
  forecastOriginalCloseDate: unset('2026-05-01', 'The first expected date: `YYYY-MM-DD`.'),
  forecastSlippageCount: days('How often the expected date moved to a later one.'),
  forecastDaysSlipped: days('How many days the expected date is after the first one.'),
  forecastLastSlippedAt: unset('2026-05-22T10:30:00.000Z', 'The time of the last move to a later date.'),
  forecastProbability: percent('In percent.'),
  effectiveProbability: percent('In percent: that of the forecast, since stages have none.'),
}

const opportunity = (ofVersion: TProperties) =>
  Type.Object({
    id: Type.String({ example: 'yWQobCRIhRguQtD2llvk' }),
    name: Type.String({ example: 'testing' }),
    monetaryValue: Type.Number({ description: '0 if it was never set.', example: 500 }),
    pipelineId: Type.String({ example: 'bCkKGpDsyPP4peuKowkG' }),
    pipelineStageId: Type.String({
      description: 'The stage of the pipeline.',
      example: '7915dedc-8f18-44d5-8bc3-77c04e994a10',
    }),
    assignedTo: unset('y0BeYjuRIlDwsDcOHOJo', 'The id of a user.'),
    status: Type.Enum([...opportunityStatuses], { type: 'string', example: 'open' }),
    source: unset('form'),
    lastStatusChangeAt: instant('Time of the last change of the status.'),
    lastStageChangeAt: instant('Time of the last change of the stage.'),
    lastActionDate: instant('Time of the last change.'),
    createdAt: instant(),
    updatedAt: instant(),
    ...ofVersion,
    contactId: Type.String({ example: 'ocQHyuzHvuMOe5N5jjXF' }),
    locationId: Type.String({ example: 've9EPM428h8vShlRW1KT' }),
    contact,
    lostReasonId: unset('CLu7BaljjqrEjBGKTNNe', 'Present only if the status is `lost`.'),
    customFields: Type.Array(customField),
    followers: Type.Array(Type.String(), { example: ['y0BeYjuRIlDwsDcOHOJo'] }),
  })

/** An opportunity, by version. */
export const opportunitySchemas = { dated: opportunity({}), version3: opportunity(forecast) }

const succeded = Type.Boolean({ description: 'Always true.', example: true })
const success = Type.Boolean({ description: 'The name that v3 prefers.', example: true })

const answersWith = (one: ReturnType<typeof opportunity>) => ({
  one: Type.Object({ opportunity: one }),
  upserted: Type.Object({
    opportunity: one,
    new: Type.Boolean({ description: 'Whether the request created it.', example: true }),
  }),
})

/** The responses, by version. `succeded` is HighLevel's spelling. */
export const opportunityAnswers = {
  dated: { ...answersWith(opportunitySchemas.dated), done: Type.Object({ succeded }) },
  version3: { ...answersWith(opportunitySchemas.version3), done: Type.Object({ succeded, success }) },
}
