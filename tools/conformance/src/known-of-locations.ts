import type { Knowledge } from './known.ts'

/** Every operation of a location. */
const locations = '/locations/'
const wholeLocations = ['search-locations', 'get-location', 'put-location', 'create-location']
const customFields = ['get-custom-fields', 'get-custom-field', 'create-custom-field', 'update-custom-field']
const permissions = ['get-location-permissions', 'update-location-permissions']
const onlyUnderVersion3 = [...permissions, 'get-conversation-channel']
/** Operations that return 400 or 422 in this test. */
const refusing = [
  ...['put-location', 'create-location', 'create-tag', 'get-tag-by-id', 'update-tag', 'delete-tag'],
  ...['task-search', 'create-recurring-task', 'get-recurring-task-by-id', 'update-recurring-task'],
  ...['delete-recurring-task', 'create-custom-field', 'get-custom-field', 'update-custom-field'],
  ...['delete-custom-field', 'create-custom-value', 'get-custom-value', 'update-custom-value'],
  ...['delete-custom-value', 'GET-all-or-email-sms-templates', 'DELETE-an-email-sms-template'],
  ...['delete-location', 'update-location-permissions', 'get-conversation-channel', 'get-custom-fields'],
]
const recurringTasks = ['create-recurring-task', 'update-recurring-task']
const templates = 'GET-all-or-email-sms-templates'

const inField = (...names: readonly string[]) => names.map((name) => `* customField.${name}`)
const inFields = (...names: readonly string[]) => [
  ...inField(...names),
  ...names.map((name) => `200 customFields[].${name}`),
]

/** What is known of HighLevel's files on locations. */
export const knownOfLocations: Knowledge = {
  mistakes: [
    {
      places: ['FileUploadResponseDto.meta'],
      right: 'example',
      reason: 'The response describes each file by an object.',
    },
  ],
  omissions: [
    {
      operations: ['get-tag-by-id'],
      place: 'token',
      scopes: ['locations/tags.readonly'],
      reason: 'The list of tags has this scope.',
    },
    {
      operations: ['update-tag', 'delete-tag'],
      place: 'token',
      scopes: ['locations/tags.write'],
      reason: 'The creation of a tag has this scope.',
    },
    {
      operations: ['get-recurring-task-by-id'],
      place: 'token',
      scopes: ['recurring-tasks.readonly'],
      reason: "HighLevel's list of scopes has it.",
    },
    {
      operations: ['create-recurring-task', 'update-recurring-task', 'delete-recurring-task'],
      place: 'token',
      scopes: ['recurring-tasks.write'],
      reason: "HighLevel's list of scopes has it.",
    },
    {
      operations: ['get-custom-field'],
      place: 'token',
      scopes: ['locations/customFields.readonly'],
      reason: 'The list of custom fields has this scope.',
    },
    {
      operations: ['update-custom-field', 'delete-custom-field'],
      under: locations,
      place: 'token',
      scopes: ['locations/customFields.write'],
      reason: 'The creation of a custom field has this scope.',
    },
    {
      operations: ['get-custom-value'],
      place: 'token',
      scopes: ['locations/customValues.readonly'],
      reason: 'The list of custom values has this scope.',
    },
    {
      operations: ['update-custom-value', 'delete-custom-value'],
      place: 'token',
      scopes: ['locations/customValues.write'],
      reason: 'The creation of a custom value has this scope.',
    },
    {
      operations: ['DELETE-an-email-sms-template'],
      place: 'token',
      scopes: ['locations/templates.readonly'],
      reason: 'The list of templates has this scope, and there is no other.',
    },
    {
      operations: ['get-timezones'],
      place: 'path locationId',
      schema: { type: 'string' },
      reason: 'The path names the parameter.',
    },
    {
      operations: ['get-timezones'],
      place: '200',
      schema: { type: 'object', properties: { timeZones: { type: 'array', items: { type: 'string' } } } },
      reason: 'Clients read a list of names.',
    },
    {
      operations: ['DELETE-an-email-sms-template'],
      place: '200',
      schema: { type: 'object', properties: { succeded: { type: 'boolean' } } },
      reason: 'The deletion of a custom value returns this.',
    },
  ],
  differences: [
    {
      kind: 'extra',
      operations: refusing,
      under: locations,
      places: ['400 error', '422 traceId'],
      reason: 'Live responses have it: the name of the status in a refusal, the id of the request.',
    },
    {
      kind: 'extra',
      operations: wholeLocations,
      places: ['* settings', '* location.settings', '* locations[].settings'].map(
        (settings) => `${settings}.contactUniqueIdentifiers`,
      ),
      reason: 'Live responses have it.',
    },
    {
      kind: 'missing',
      operations: wholeLocations,
      places: [
        ...['* domain', '* location.domain', '* location.logoUrl', '* location.business.logoUrl'],
        '* location.reseller',
      ],
      reason: 'HighLevel fills it from parts that contactd does not have: domains, logos and resale.',
    },
    {
      kind: 'status',
      operations: [
        'put-location',
        'delete-location',
        'create-recurring-task',
        'update-recurring-task',
        'create-location',
      ],
      places: ['422'],
      reason: 'Every operation returns it for a request that its schema does not accept; these do too.',
    },
    {
      kind: 'extra',
      operations: ['get-timezones'],
      places: ['200 timezones'],
      reason: 'Clients read one of two spellings, so the response has both.',
    },
    {
      kind: 'status',
      operations: ['task-search'],
      places: ['201'],
      reason: 'Live responses have it.',
    },
    {
      kind: 'accepted',
      operations: recurringTasks,
      places: ['endDate', 'dayOfMonth', 'monthOfYear', 'count', 'createTaskIfOverDue'].map(
        (name) => `body.rruleOptions.${name}: null`,
      ),
      reason: 'HighLevel’s own pages send null for what is not set.',
    },
    {
      kind: 'extra',
      operations: customFields,
      under: locations,
      places: inFields('documentType', 'dateAdded', 'standard'),
      reason: 'Live responses have it.',
    },
    {
      kind: 'missing',
      operations: customFields,
      under: locations,
      places: [
        ...inFields('picklistImageOptions', 'isAllowedCustomOption', 'maxFileLimit'),
        ...inField('picklistOptions', 'isMultiFileAllowed'),
      ],
      reason: 'Only fields of some types have it, and the fields in this test are of other types.',
    },
    {
      kind: 'scope',
      operations: permissions,
      versions: 'v3',
      places: ['a token with locations/write alone', 'a token without locations/write'],
      reason: 'The file misspells the scope: it is locations.write.',
    },
    {
      kind: 'status',
      operations: onlyUnderVersion3,
      versions: 'v3',
      places: ['404'],
      reason: 'The path exists only under v3: without the header it is unknown.',
    },
    {
      kind: 'missing',
      operations: ['get-conversation-channel'],
      versions: 'v3',
      places: ['200 conversationChannel.SMS[]', '200 conversationChannel.Email[]'],
      reason: 'contactd sends no messages, so it has no providers.',
    },
    {
      kind: 'answer',
      operations: [templates],
      places: ['200 templates[]'],
      reason: 'A template must match one of two schemas of the file, and most match both.',
    },
    {
      kind: 'extra',
      operations: [templates],
      places: ['200 templates[].template.body'],
      reason: 'A template matches both schemas of the file, and the tool follows the first.',
    },
    {
      kind: 'missing',
      operations: [templates],
      places: ['200 templates[].template.subject', '200 templates[].template.html'],
      reason: 'Only templates for emails have it, and the one in this test is for SMS.',
    },
  ],
  untried: [
    {
      operations: ['upload-file-customFields'],
      reason: 'Its body is a form with files; the tool sends JSON.',
    },
  ],
}
