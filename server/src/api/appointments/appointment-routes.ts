import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { sendJson } from '../../http/send-json.ts'
import type { ApiContext } from '../api-context.ts'
import { contactParams } from '../contacts/contact-params.ts'
import { maxRecords } from '../records/records.ts'
import { appointmentAnswers, appointmentBody, appointmentsQuery } from './appointment-schemas.ts'
import { bookAppointment, contactOfBody } from './book-appointment.ts'
import { listAppointments, listAppointmentsOfContact, maxListedAppointments } from './list-appointments.ts'

const ofContactOperation = operation({
  ...accessOf('get-appointments-for-contact'),
  summary: 'Get Appointments for Contact',
  description: 'Lists the appointments of a contact, latest first.',
  tag: 'Appointments',
  params: contactParams,
  answer: {
    status: 200,
    description: `The appointments, at most ${maxRecords}.`,
    schema: appointmentAnswers.events,
  },
  refusals: ['contactNotFound', 'locationForbidden'],
})

const createOperation = operation({
  ...accessOf('create-appointment'),
  summary: 'Create Appointment',
  description: "Creates an appointment with a contact, as HighLevel's calendars do.",
  tag: 'contactd',
  body: appointmentBody,
  precondition: contactOfBody,
  examples: {
    'An appointment': {
      contactId: 'ocQHyuzHvysMo5N5VsXc',
      title: 'First visit',
      startTime: '2026-07-16T11:00:00Z',
      endTime: '2026-07-16T11:30:00Z',
      assignedUserId: 'y0BeYjuRIlDwsDcOHOJo',
    },
  },
  answer: { status: 201, description: 'The new appointment.', schema: appointmentAnswers.one },
  refusals: ['contactNotFound', 'locationForbidden', 'userNotFound', 'tooManyAppointments'],
})

const listOperation = operation({
  ...accessOf('list-appointments'),
  summary: 'List Appointments',
  description: 'Lists the appointments of a location, latest first.',
  tag: 'contactd',
  querystring: appointmentsQuery,
  answer: {
    status: 200,
    description: `The appointments, at most ${maxListedAppointments}.`,
    schema: appointmentAnswers.list,
  },
  refusals: ['locationUnreachable'],
})

/** Registers the appointments of a contact, and contactd's own operations that create and list them. */
export function registerAppointmentRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.get('/contacts/:contactId/appointments', ofContactOperation, async (request, reply) => {
    const { contactId } = request.params
    const events = await listAppointmentsOfContact(context, principalOf(request), contactId)
    return sendJson(reply, ['{"events":[', ...events, ']}'])
  })

  pipeline.post('/_contactd/appointments', createOperation, async (request, reply) => {
    const appointment = await bookAppointment(context, principalOf(request), request.body)
    reply.code(201)
    return { appointment }
  })

  pipeline.get('/_contactd/appointments', listOperation, async (request, reply) => {
    const { locationId } = request.query
    const appointments = await listAppointments(context, principalOf(request), locationId)
    return sendJson(reply, ['{"appointments":[', ...appointments, ']}'])
  })
}
