import type { RowPlace } from '../../../columnstore/query.ts'
import type { Contact } from '../../contacts/contact.ts'
import type { CustomFieldEntry } from '../../custom-fields/values/custom-field-entry.ts'
import type { Opportunity } from '../opportunity.ts'
import { opportunityView } from '../opportunity-view.ts'

/** How a search presents an opportunity. */
export interface OpportunityShape {
  isVersion3: boolean
  /** Whether rows have the notes and the tasks of the contact. */
  notes: boolean
  tasks: boolean
  /** Whether rows have the appointments of the contact: the time zone of the location, in which their times are. */
  calendarEvents?: string | undefined
}

/** What a row may have of the contact. */
export interface Details {
  notes?: readonly object[]
  tasks?: readonly object[]
  calendarEvents?: readonly object[]
}

/** An opportunity as a search returns it, with the observed keys. Unset properties are null. */
export function opportunityRow(
  opportunity: Opportunity,
  contact: Contact,
  { place, details, isVersion3 }: { place: RowPlace; details: Details; isVersion3: boolean },
): Record<string, unknown> {
  const { contact: viewed, ...view } = opportunityView(opportunity, contact, isVersion3)
  const person = {
    companyName: viewed.companyName ?? null,
    email: viewed.email ?? null,
    phone: viewed.phone ?? null,
    tags: viewed.tags,
  }
  return {
    ...view,
    pipelineStageUId: view.pipelineStageId,
    assignedTo: view.assignedTo ?? null,
    source: view.source ?? null,
    lostReasonId: view.lostReasonId ?? null,
    customFields: opportunity.customFields.map(customFieldView),
    relations: [
      {
        associationId: 'OPPORTUNITIES_CONTACTS_ASSOCIATION',
        relationId: view.id,
        primary: true,
        objectKey: 'contact',
        recordId: viewed.id,
        fullName: viewed.name,
        contactName: viewed.name,
        ...person,
        attributed: null,
      },
    ],
    contact: { id: viewed.id, name: viewed.name, ...person, score: [] },
    sort: [...place.values, place.id],
    attributions: [],
    ...details,
  }
}

/** HighLevel's specification has `fieldValue`; live searches return the value under a name with its type. */
function customFieldView({ id, value }: CustomFieldEntry) {
  const type = Array.isArray(value) ? 'array' : typeof value
  const name = `fieldValue${type[0]?.toUpperCase()}${type.slice(1)}`
  return { id, type, [name]: value, fieldValue: value }
}
