import { isObject, type Json } from '../../tools/conformance/src/json.ts'
import type { Exchange } from './step.ts'

/** What an operation creates. */
interface Birth {
  kind: string
  /** The path to its id in the response. */
  way: readonly string[]
  /** Its parent: a parameter of the path. */
  on?: string
  /** Its parent: the path to its id in the response. */
  onWay?: readonly string[]
}

const ofContact = { kind: 'opportunityId', way: ['opportunity', 'id'], onWay: ['opportunity', 'contactId'] }

const births: Readonly<Record<string, Birth>> = {
  'create-contact': { kind: 'contactId', way: ['contact', 'id'] },
  'upsert-contact': { kind: 'contactId', way: ['contact', 'id'] },
  'create-note': { kind: 'noteId', way: ['note', 'id'], on: 'contactId' },
  'create-task': { kind: 'taskId', way: ['task', 'id'], on: 'contactId' },
  'create-campaign': { kind: 'campaignId', way: ['campaign', 'id'] },
  'create-workflow': { kind: 'workflowId', way: ['workflow', 'id'] },
  'create-business': { kind: 'businessId', way: ['buiseness', 'id'] },
  'create-tag': { kind: 'tagId', way: ['tag', 'id'] },
  'create-custom-field': { kind: 'customFieldId', way: ['customField', 'id'] },
  'create-custom-value': { kind: 'customValueId', way: ['customValue', 'id'] },
  'create-recurring-task': { kind: 'recurringTaskId', way: ['recurringTask', 'id'] },
  'create-custom-field-folder': { kind: 'folderId', way: ['id'] },
  'create-custom-field-of-object': { kind: 'businessFieldId', way: ['field', 'id'] },
  'create-user': { kind: 'userId', way: ['id'] },
  'create-location': { kind: 'madeLocationId', way: ['id'] },
  'create-webhook': { kind: 'webhookId', way: ['webhook', 'id'] },
  'create-opportunity': ofContact,
  'Upsert-opportunity': ofContact,
}

/** What operations delete, and the parameter with its id. */
const deaths: Readonly<Record<string, { kind: string; parameter: string }>> = {
  'delete-contact': { kind: 'contactId', parameter: 'contactId' },
  'delete-note': { kind: 'noteId', parameter: 'id' },
  'delete-task': { kind: 'taskId', parameter: 'taskId' },
  'delete-Business': { kind: 'businessId', parameter: 'businessId' },
  'delete-tag': { kind: 'tagId', parameter: 'tagId' },
  'delete-custom-field': { kind: 'customFieldId', parameter: 'id' },
  'delete-custom-value': { kind: 'customValueId', parameter: 'id' },
  'DELETE-an-email-sms-template': { kind: 'templateId', parameter: 'id' },
  'delete-recurring-task': { kind: 'recurringTaskId', parameter: 'id' },
  'delete-custom-field-folder': { kind: 'folderId', parameter: 'id' },
  'delete-custom-field-of-object': { kind: 'businessFieldId', parameter: 'id' },
  'delete-user': { kind: 'userId', parameter: 'userId' },
  'delete-location': { kind: 'madeLocationId', parameter: 'locationId' },
  'delete-webhook': { kind: 'webhookId', parameter: 'webhookId' },
  'delete-opportunity': { kind: 'opportunityId', parameter: 'id' },
}

const standingKinds = [
  'companyId',
  'locationId',
  'userId',
  'templateId',
  'pipelineId',
  'pipelineStageId',
  'lostReasonId',
]

/** Whether objects of a kind are tracked from creation to deletion. */
export const isTracked = (kind: string): boolean =>
  standingKinds.includes(kind) || Object.values(births).some((birth) => birth.kind === kind)

/** An object that a story has created. */
export interface Thing {
  /** The name that steps use for it: `contactId 12`. */
  key: string
  kind: string
  value: string
  /** The id of its parent. */
  on?: string
  isAlive: boolean
}

/** The existing objects, according to the responses. */
export class Things {
  readonly #byValue = new Map<string, Thing>()

  /** The objects that exist before the story, each named by its kind. */
  constructor(standing: Readonly<Record<string, string>>) {
    for (const [kind, value] of Object.entries(standing)) this.#add({ key: kind, kind, value, isAlive: true })
  }

  /** Records what a request has created and deleted. */
  learn({ step, status, answer, path }: Exchange): void {
    // What a stranger makes is in another location.
    if (status >= 300 || answer === undefined || step.caller === 'stranger') return
    const { operationId } = step.operation
    const birth = births[operationId]
    const value = birth && textAt(answer, birth.way)
    if (value !== undefined && !this.#byValue.has(value)) {
      const on = birth?.onWay ? textAt(answer, birth.onWay) : path[birth?.on ?? '']
      const { kind } = birth as { kind: string }
      this.#add({ key: `${kind} ${step.number}`, kind, value, ...(on && { on }), isAlive: true })
    }
    const death = deaths[operationId]
    if (death) this.#bury(path[death.parameter] ?? '')
  }

  /** Whether an object of that kind and value exists. */
  isAlive(kind: string, value: string): boolean {
    const thing = this.#byValue.get(value)
    return thing?.isAlive === true && thing.kind === kind
  }

  find(value: string): Thing | undefined {
    return this.#byValue.get(value)
  }

  /** The objects of a kind, oldest first. */
  of(kind: string, isAlive = true): Thing[] {
    return [...this.#byValue.values()].filter((thing) => thing.kind === kind && thing.isAlive === isAlive)
  }

  /** The values of all objects by key, including deleted ones. */
  values(): Record<string, Json> {
    return Object.fromEntries([...this.#byValue.values()].map(({ key, value }) => [key, value]))
  }

  #add(thing: Thing): void {
    this.#byValue.set(thing.value, thing)
  }

  #bury(value: string): void {
    for (const thing of this.#byValue.values()) {
      if (thing.value === value || thing.on === value) thing.isAlive = false
    }
  }
}

function textAt(answer: Json, way: readonly string[]): string | undefined {
  let value: Json | undefined = answer
  for (const step of way) value = isObject(value) ? value[step] : undefined
  return typeof value === 'string' ? value : undefined
}
