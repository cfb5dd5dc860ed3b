import type { Knowledge } from './known.ts'

/** Every operation on users. */
const users = '/users/'
const lists = ['search-users', 'get-user-by-location', 'filter-users-by-email']
const inUsers = (...names: readonly string[]) => names.flatMap((name) => [`* ${name}`, `* users[].${name}`])

/** What is known of HighLevel's files on users. */
export const knownOfUsers: Knowledge = {
  mistakes: [],
  omissions: [
    {
      operations: ['update-user', 'delete-user'],
      place: 'path userId',
      schema: { type: 'string' },
      reason: 'The path names the parameter.',
    },
  ],
  differences: [
    {
      kind: 'extra',
      operations: users,
      places: ['400 error', '422 traceId'],
      reason: 'Live responses have it: the name of the status in a refusal, the id of the request.',
    },
    {
      kind: 'answer',
      operations: users,
      places: inUsers('scopes'),
      reason: 'A user has a list of scopes, as in the bodies of the file.',
    },
    {
      kind: 'extra',
      operations: users,
      places: ['* profilePhoto', '* scopesAssignedToOnly', '* twilioPhone'],
      reason: 'Every field that can be written can be read.',
    },
    {
      kind: 'missing',
      operations: users,
      places: inUsers('roles.restrictSubAccount', 'lcPhone'),
      reason: 'HighLevel fills it from parts that contactd does not have: sub-account limits and phones.',
    },
    {
      kind: 'accepted',
      operations: ['search-users'],
      places: ['query.enabled2waySync: a text'],
      reason: 'contactd has no synchronization of calendars, and ignores the parameter.',
    },
    {
      kind: 'status',
      operations: [...lists, 'update-user'],
      places: ['422'],
      reason: 'Every operation returns it for a request that its schema does not accept; these do too.',
    },
    {
      kind: 'accepted',
      operations: ['create-user', 'update-user'],
      places: ['body.scopes[]: a text', 'body.scopesAssignedToOnly[]: a text'],
      reason: 'contactd stores the scopes of users without applying them, so it accepts all names.',
    },
    {
      kind: 'altered',
      operations: ['update-user'],
      places: ['body.email'],
      reason: 'An update does not change the email, as the file says elsewhere.',
    },
    {
      kind: 'accepted',
      operations: ['create-user'],
      places: ['body.password: missing'],
      reason: 'A user without a password cannot sign in until one is set by a command.',
    },
  ],
}
