import { type Static, type TProperties, Type } from 'typebox'
import { limitInQuery, queryNumber } from '../../../http/query.ts'
import { bounds } from '../../schemas/bounds.ts'
import { namedLocationId } from '../../schemas/named-location-id.ts'
import {
  filtersAndSort,
  maxPagedRows,
  maxPageLimit,
  maxQueryLength,
  whole,
} from '../../search/search-schemas.ts'
import { opportunityStatuses } from '../opportunity.ts'
import { camelCase, snakeCase, type VersionNames } from './opportunity-list-parameters.ts'

const words = (example: string) =>
  Type.String({
    description:
      'Words. Each must occur in the name of the opportunity, or in the name, the email, the phone or the company of its contact.',
    example,
    maxLength: maxQueryLength,
  })

/** Empty values of a query count as missing: HighLevel's URLs of next pages have them. */
const id = (description: string, example: string) =>
  Type.Optional(Type.String({ description, example, maxLength: bounds.id }))

const flag = (description: string) => Type.Optional(Type.Boolean({ description, example: true }))

const day = (description: string) =>
  Type.Optional(Type.String({ description, example: '06-16-2024', format: 'day-or-time' }))

const queryOf = ({ location, pipeline, stage, contact, user }: VersionNames) =>
  Type.Object({
    q: Type.Optional(words('john@deo.com')),
    [location]: namedLocationId('The id of a location.'),
    [pipeline]: id('The id of a pipeline.', 'bCkKGpDsyPP4peuKowkG'),
    [stage]: id('The id of a stage.', '7915dedc-8f18-44d5-8bc3-77c04e994a10'),
    [contact]: id('The id of a contact.', 'WFwVrSSjZ2CNHbZThQX2'),
    status: Type.Optional(
      Type.Enum([...opportunityStatuses, 'all', ''], {
        type: 'string',
        description: 'The status; `all` for any, the default.',
        example: 'open',
      }),
    ),
    [user]: id('The id of the assigned user.', '082goXVW3lIExEQPOnd3'),
    campaignId: id('Accepted; no opportunity belongs to a campaign.', 'Y2I9XM7aO1hncuSOlc9L'),
    id: id('The id of an opportunity.', 'yWQobCRIhRguQtD2llvk'),
    order: id(
      '`added`, `updated`, `name` or `value`, with `_asc` or `_desc`; anything else sorts by `added_desc`, newest first.',
      'added_asc',
    ),
    endDate: day(
      'The last day on which the opportunities were created, as mm-dd-yyyy in the time zone of the location, or the last time.',
    ),
    startAfter: Type.Optional(
      Type.String({
        description: 'The `startAfter` of the previous page: the sort value of its last row.',
        example: '1628008053263',
        maxLength: bounds.text,
      }),
    ),
    startAfterId: id(
      'The `startAfterId` of the previous page. Ignored without `startAfter`.',
      'UIaE1WjAwWKdlyD7osQI',
    ),
    date: day(
      'The first day on which the opportunities were created, as mm-dd-yyyy in the time zone of the location, or the first time.',
    ),
    country: id('The country of the contact, by its code.', 'US'),
    page: queryNumber(
      `The page, from 1. \`page\` times \`limit\` is at most ${maxPagedRows}; \`startAfter\` has no limit and excludes it.`,
      1,
      { minimum: 1, maximum: maxPagedRows },
    ),
    limit: limitInQuery('The page size: 1 to 100, 20 by default.', 20, 100),
    getTasks: flag('Adds the latest tasks of the contact to each row.'),
    getNotes: flag('Adds the latest notes of the contact to each row.'),
    getCalendarEvents: flag('Adds the latest appointments of the contact to each row.'),
  } as TProperties)

/** The query of Search Opportunity, by version. */
export const opportunityQueries = {
  dated: queryOf(snakeCase),
  version3: queryOf(camelCase),
}

const detail = (description: string) => Type.Optional(Type.Boolean({ description, example: false }))

const bodyOf = (page: ReturnType<typeof whole>) =>
  Type.Object(
    {
      locationId: namedLocationId(),
      query: Type.Optional(words('john@deo.com')),
      limit: Type.Optional(
        whole('The maximum number of opportunities in a page: 20 by default.', 20, {
          minimum: 1,
          maximum: maxPageLimit,
        }),
      ),
      page: Type.Optional(page),
      searchAfter: Type.Optional(
        Type.Array(Type.Unsafe<unknown>({}), {
          maxItems: 3,
          description:
            'The `sort` of the last row of the previous page, under the same `sort`; `page` is then ignored. An empty list counts as missing.',
          example: [],
        }),
      ),
      additionalDetails: Type.Optional(
        Type.Object(
          {
            notes: detail('Adds the latest notes of the contact to each row.'),
            tasks: detail('Adds the latest tasks of the contact to each row.'),
            calendarEvents: detail('Adds the latest appointments of the contact to each row.'),
            unReadConversations: detail('Accepted without effect.'),
          },
          { additionalProperties: false, description: 'What rows have in addition.' },
        ),
      ),
      ...filtersAndSort({
        filters:
          '`id name monetary_value pipeline_id pipeline_stage_id status lost_reason_id source assigned_to followers contact_id contact_name company_name email phone date_added date_updated last_status_change_date last_stage_change_date`, `custom_fields.<id>`, or `custom_fields.<id>.<optionId>` for a row of a TEXTBOX_LIST.',
        operators: 'eq not_eq contains not_contains exists not_exists range',
        sort: '`date_added date_updated name monetary_value last_status_change_date last_stage_change_date`, or `custom_fields.<id>` of a type with one value.',
        example: { filter: 'status', value: 'open', sort: 'date_added' },
        things: 'Opportunities',
      }),
    },
    { additionalProperties: false },
  )

const reach = `\`page\` times \`limit\` is at most ${maxPagedRows}; use \`searchAfter\` beyond that.`

/** The body of Search Opportunities, by version. */
export const opportunityBodies = {
  dated: bodyOf(
    whole(`The page, from 1; 0 is also the first. ${reach}`, 1, { minimum: 0, maximum: maxPagedRows }),
  ),
  version3: bodyOf(whole(`The page, from 0. ${reach}`, 0, { minimum: 0, maximum: maxPagedRows - 1 })),
}
export type OpportunitySearchBody = Static<typeof opportunityBodies.dated>

const locationId = 've9EPM428h8vShlRW1KT'

/** Bodies for Search Opportunities. */
export const opportunitySearchExamples = {
  'A free query': { locationId, query: 'roof', limit: 20, page: 1 },
  'Filters, a group and a sort order': {
    locationId,
    limit: 20,
    filters: [
      { field: 'status', operator: 'eq', value: 'open' },
      {
        group: 'OR',
        filters: [
          { field: 'monetary_value', operator: 'range', value: { gte: 1000 } },
          { field: 'assigned_to', operator: 'exists' },
        ],
      },
    ],
    sort: [{ field: 'monetary_value', direction: 'desc' }],
    additionalDetails: { notes: true, tasks: true },
  },
}
