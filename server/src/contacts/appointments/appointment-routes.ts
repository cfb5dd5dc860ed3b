import { principalOf } from '../../auth/gate.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation } from '../../http/operation.ts'
import { checkedBody, checkedQuery } from '../../http/validation.ts'
import type { ContactContext } from '../contact-context.ts'
import { contactParams } from '../contact-params.ts'
import { maxRecords } from '../records/records.ts'
import {
  type AppointmentsQuery,
  appointmentAnswers,
  appointmentBody,
  appointmentsQuery,
} from './appointment-schemas.ts'
import { bookAppointment } from './book-appointment.ts'
import { listAppointments, listAppointmentsOfContact, maxListedAppointments } from './list-appointments.ts'

const ofContactOperation = operation({
  ...accessOf('get-appointments-for-contact'),
  summary: 'Get Appointments for Contact',
  description: 'The appointments of a contact, the latest first.',
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
  description: "Makes an appointment of a contact, as HighLevel's calendars do.",
  tag: 'contactd',
  body: appointmentBody,
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
  description: 'The appointments of a location, the latest first.',
  tag: 'contactd',
  querystring: appointmentsQuery,
  answer: {
    status: 200,
    description: `The appointments, at most ${maxListedAppointments}.`,
    schema: appointmentAnswers.list,
  },
  refusals: ['locationUnreachable'],
})

/** The appointments of a contact, and contactd's own operations that make and list them. */
export function registerAppointmentRoutes(app: App, context: ContactContext): void {
  app.get('/contacts/:contactId/appointments', ofContactOperation, async (request) => ({
    events: await listAppointmentsOfContact(context, principalOf(request), request.params.contactId),
  }))

  app.post('/_contactd/appointments', createOperation, async (request, reply) => {
    const appointment = await bookAppointment(context, principalOf(request), checkedBody(request))
    reply.code(201)
    return { appointment }
  })

  app.get('/_contactd/appointments', listOperation, async (request) => {
    const { locationId } = checkedQuery<AppointmentsQuery>(request).valid()
    return { appointments: await listAppointments(context, principalOf(request), locationId) }
  })
}
