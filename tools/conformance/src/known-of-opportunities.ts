import type { Knowledge } from './known.ts'

/** Every operation on opportunities, pipelines and lost reasons. */
const opportunities = '/opportunities/'
const writes = ['create-opportunity', 'update-opportunity']
/** Those whose response is described in full. */
const one = [...writes, 'get-opportunity']
const searches = ['search-opportunity', 'search-opportunities-advanced']
const ofRows = (names: readonly string[]) => names.map((name) => `200 opportunities[].${name}`)
const ofForecasts = [
  ...['forecastExpectedCloseDate', 'forecastOriginalCloseDate', 'forecastSlippageCount'],
  ...['forecastDaysSlipped', 'forecastProbability', 'effectiveProbability'],
]

const valuesOf = (name: string) =>
  ['a number', 'a boolean', 'null'].map((value) => `body.customFields[].${name}: ${value}`)

/** What is known of HighLevel's files on opportunities. */
export const knownOfOpportunities: Knowledge = {
  mistakes: [
    { places: ['get-lost-reason getCount'], right: 'type', reason: 'The example is the name of a field.' },
    {
      places: ['SearchOpportunitiesResponseSchema.indexVersion'],
      right: 'example',
      reason: 'A version is a number.',
    },
    {
      places: ['SearchOpportunitiesResponseSchema.followers'],
      versions: 'v3',
      right: 'example',
      reason: 'They are the ids of users.',
    },
    {
      places: ['UpsertOpportunityDto.followers'],
      right: 'type',
      reason: 'The example and the description are those of the contact, which the file has lost.',
    },
    {
      places: ['UpsertOpportunityDto.monetaryValue'],
      right: 'example',
      reason: 'It is a number, as in the other bodies.',
    },
    {
      places: ['OpportunitySearchBodyDTO.searchAfter'],
      versions: 'v3',
      right: 'example',
      reason: 'Rows have a place as in the example: a number and an id.',
    },
    {
      places: ['OpportunitySearchBodyDTO.additionalDetails'],
      versions: 'v3',
      right: 'type',
      reason: 'The example is an object with one property less than the type requires.',
    },
  ],
  omissions: [
    {
      operations: ['Upsert-opportunity'],
      place: 'body.id',
      needed: 'id',
      reason:
        'An upsert needs an opportunity or a contact, and the file no longer has the contact; the test sends an id.',
    },
  ],
  differences: [
    {
      kind: 'answer',
      operations: opportunities,
      places: ['422 message'],
      reason: 'The live service refuses a missing location with one sentence and a code.',
    },
    {
      kind: 'extra',
      operations: opportunities,
      places: ['422 code'],
      reason: 'The live service refuses a missing location with one sentence and a code.',
    },
    {
      kind: 'extra',
      operations: opportunities,
      places: ['400 error', '422 traceId', '400 traceId'],
      reason: 'Live responses have it: the name of the status in a refusal, the id of the request.',
    },
    {
      kind: 'answer',
      operations: opportunities,
      places: ['422 message'],
      reason:
        'The live service refuses a request that names no location with one sentence instead of a list.',
    },
    {
      kind: 'extra',
      operations: opportunities,
      places: ['422 code'],
      reason: 'The live service refuses a request that names no location with a code.',
    },
    {
      kind: 'status',
      operations: '/opportunities/{id}',
      places: ['404'],
      reason: 'The live service responds in this way to an unknown opportunity.',
    },
    {
      kind: 'status',
      operations: ['get-pipelines'],
      places: ['422'],
      reason: 'Every operation returns it for a request that its schema does not accept; these do too.',
    },
    {
      kind: 'answer',
      operations: ['get-pipelines'],
      places: ['200 pipelines[].stages[]'],
      reason: 'The file describes a stage as a list; live responses have objects, and clients expect them.',
    },
    {
      kind: 'missing',
      operations: ['get-pipelines'],
      places: ['200 pipelines[].colorRenderMode'],
      reason: 'HighLevel fills it from its pages, where pipelines have colors.',
    },
    {
      kind: 'missing',
      operations: ['get-pipelines'],
      versions: 'v3',
      places: ['200 pipelines[].useOpportunityProbability'],
      reason: 'HighLevel fills it from its pages, where stages have probabilities.',
    },
    {
      kind: 'missing',
      operations: one,
      places: ['notes', 'tasks', 'calendarEvents'].map((name) => `* opportunity.${name}`),
      reason: 'Live responses with one opportunity do not have it.',
    },
    {
      kind: 'missing',
      operations: one,
      places: ['* opportunity.indexVersion', '* opportunity.externalObjectId'],
      reason: 'HighLevel fills it from parts that contactd does not have: its index, and other systems.',
    },
    {
      kind: 'missing',
      operations: ['create-opportunity'],
      places: ['201 opportunity.source', '201 opportunity.lostReasonId'],
      reason: 'A new opportunity has none: the file does not let its request name one.',
    },
    {
      kind: 'missing',
      operations: one,
      versions: 'v3',
      places: ['* opportunity.forecastLastSlippedAt'],
      reason: 'Only an opportunity whose expected date moved to a later one has it.',
    },
    {
      kind: 'missing',
      operations: ['get-opportunity'],
      versions: 'v3',
      places: ofForecasts.map((name) => `200 opportunity.${name}`),
      reason: 'Only an opportunity with a forecast has it.',
    },
    {
      kind: 'missing',
      operations: searches,
      versions: 'v3',
      places: ofRows([...ofForecasts, 'forecastLastSlippedAt']),
      reason: 'Only an opportunity with a forecast has it.',
    },
    {
      kind: 'missing',
      operations: searches,
      places: ofRows(['indexVersion', 'externalObjectId']),
      reason: 'HighLevel fills it from parts that contactd does not have: its index, and other systems.',
    },
    {
      kind: 'missing',
      operations: ['search-opportunities-advanced'],
      versions: 'v3',
      places: ['200 stageAggregations'],
      reason: 'Not served. It is for searches with a filter on a pipeline, and the file has no filters.',
    },
    {
      kind: 'answer',
      operations: searches,
      places: ofRows([
        ...['assignedTo', 'source', 'lostReasonId'],
        ...['contact.companyName', 'contact.email', 'contact.phone'],
      ]),
      reason: 'In live rows, properties that are not set are null.',
    },
    {
      kind: 'answer',
      operations: searches,
      versions: 'dated',
      places: ofRows(['followers[]']),
      reason: 'They are the ids of users, as in the v3 file.',
    },
    {
      kind: 'answer',
      operations: searches,
      places: ofRows(['notes[]', 'tasks[]', 'calendarEvents[]']),
      reason: 'The file has lists of lists without any content; these are as in the lists of a contact.',
    },
    {
      kind: 'answer',
      operations: ['search-opportunity'],
      places: ['nextPageUrl', 'startAfterId', 'startAfter', 'nextPage', 'prevPage'].map(
        (name) => `200 meta.${name}`,
      ),
      reason: 'Live responses have null where no page or no row is.',
    },
    {
      kind: 'extra',
      operations: searches,
      places: [
        ...ofRows(['pipelineStageUId', 'relations', 'contact.score', 'sort', 'attributions']),
        ...ofRows(['customFields[].type', 'customFields[].fieldValueString']),
        '200 traceId',
      ],
      reason: 'Live responses have it.',
    },
    {
      kind: 'accepted',
      operations: ['search-opportunities-advanced'],
      places: [
        ...['query', 'limit', 'page', 'searchAfter', 'additionalDetails', 'additionalDetails.notes'],
        ...['additionalDetails.tasks', 'additionalDetails.calendarEvents'],
        'additionalDetails.unReadConversations',
      ].map((name) => `body.${name}: missing`),
      reason: 'Clients of the live service leave out some of it.',
    },
    {
      kind: 'refused',
      operations: writes,
      places: ['body.customFields'],
      reason: 'An item of this list must name a field; the file requires neither its id nor its key.',
    },
    {
      kind: 'accepted',
      operations: writes,
      versions: 'dated',
      places: valuesOf('field_value'),
      reason: 'A single value for a list field leaves the field unchanged, and null clears it (BR-402).',
    },
    {
      kind: 'accepted',
      operations: writes,
      versions: 'v3',
      places: valuesOf('fieldValue'),
      reason: 'A single value for a list field leaves the field unchanged, and null clears it (BR-402).',
    },
    {
      kind: 'accepted',
      operations: ['Upsert-opportunity'],
      places: ['followers', 'isRemoveAllFollowers', 'followersActionType'].map(
        (name) => `body.${name}: missing`,
      ),
      reason: 'Clients of the live service do not send it.',
    },
    {
      kind: 'altered',
      operations: writes,
      places: ['body.status'],
      reason: '`all` is no status: a new opportunity is open, and others keep theirs.',
    },
    {
      kind: 'altered',
      operations: ['remove-followers-opportunity'],
      places: ['body.followers'],
      reason: 'The response has the remaining ones.',
    },
  ],
}
