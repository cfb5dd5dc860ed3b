import {
  comparison,
  equality,
  everyText,
  type FieldNames,
  field,
  numbers,
  type SearchField,
  text,
  times,
} from '../../search/search-fields.ts'

const id = (column: string) => field(column, 'text', comparison, { isExact: true, takesSeveral: true })
const sortable = { isSortable: true }

const standard: ReadonlyMap<string, SearchField> = new Map([
  ['id', field('id', 'text', equality, { isExact: true, takesSeveral: true })],
  ['name', text('name', sortable)],
  ['monetary_value', field('monetaryValue', 'number', numbers, sortable)],
  ['pipeline_id', id('pipelineId')],
  ['pipeline_stage_id', id('pipelineStageId')],
  ['status', field('status', 'text', comparison, { takesSeveral: true })],
  ['lost_reason_id', id('lostReasonId')],
  ['source', field('source', 'text', comparison)],
  ['assigned_to', id('assignedTo')],
  ['followers', field('followers', 'list', everyText, { isExact: true })],
  ['contact_id', id('contactId')],
  ['contact_name', text('contactName')],
  ['company_name', text('companyName')],
  ['email', text('email')],
  ['phone', text('phone')],
  ['date_added', field('dateAdded', 'time', times, sortable)],
  ['date_updated', field('dateUpdated', 'time', times, sortable)],
  ['last_status_change_date', field('lastStatusChange', 'time', times, sortable)],
  ['last_stage_change_date', field('lastStageChange', 'time', times, sortable)],
])

/** HighLevel's names of the fields of opportunities. */
export const opportunityFields: FieldNames = { standard, custom: 'custom_fields' }
