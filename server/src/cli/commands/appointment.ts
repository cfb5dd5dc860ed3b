import { Command, Option } from 'commander'
import {
  type Appointment,
  type AppointmentStatus,
  appointmentPresenter,
  appointmentStatuses,
} from '../../api/appointments/appointment.ts'
import {
  appointmentStatements,
  listAppointmentsOfLocation,
} from '../../api/appointments/appointment-store.ts'
import { createAppointment } from '../../api/appointments/create-appointment.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { instantValue, nameValue } from '../argument-parsers.ts'
import { findContactOrFail, findLocationOrFail } from '../find-or-fail.ts'
import { maxListed, sayIfCut } from '../list-limit.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printFields, printJson, printTable } from '../output.ts'
import { readDatabase, withStorage } from '../with-storage.ts'

interface CreateOptions extends CommonOptions {
  location: string
  contact: string
  title: string
  start: number
  end: number
  status: AppointmentStatus
  user?: string
  address?: string
}

/** `contactd appointment`: meetings with contacts. In HighLevel, they are created in its calendars. */
export function appointmentCommand(): Command {
  return new Command('appointment')
    .description('Creates and lists appointments.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addHelpText('after', '\nExample:\n  $ contactd appointment list --location ve9EPM428h8vShlRW1KT')
}

const needed = (flags: string, description: string) =>
  withVariable(new Option(flags, description).makeOptionMandatory())

function createCommand(): Command {
  return new Command('create')
    .description('Creates an appointment with a contact.')
    .addOption(needed('--location <id>', 'the location'))
    .addOption(needed('--contact <id>', 'the contact'))
    .addOption(needed('--title <text>', 'the title').argParser(nameValue))
    .addOption(
      needed('--start <time>', 'the start time, such as 2026-01-31T12:00:00Z').argParser(instantValue),
    )
    .addOption(needed('--end <time>', 'the end time').argParser(instantValue))
    .addOption(
      withVariable(
        new Option('--status <status>', 'the status').choices(appointmentStatuses).default('confirmed'),
        'appointment create',
      ),
    )
    .addOption(withVariable(new Option('--user <id>', 'the assigned user')))
    .addOption(withVariable(new Option('--address <text>', 'the address').argParser(nameValue)))
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd appointment create --location ve9EPM428h8vShlRW1KT --contact ocQHyuzHvysMo5N5VsXc --title "First visit" --start 2026-01-31T12:00:00Z --end 2026-01-31T12:30:00Z',
    )
    .action(create)
}

async function create(options: CreateOptions): Promise<void> {
  const { location, contact, title, start, end, status, user, address } = options
  const appointment = await withStorage(options, (storage) =>
    storage.write(
      async (tx) => {
        const { id: locationId, timezone } = await findLocationOrFail(tx, location)
        const place = { locationId, contactId: await findContactOrFail(tx, locationId, contact) }
        const made = await createAppointment(tx, { clock, ids }, place, {
          title,
          startTime: start,
          endTime: end,
          appointmentStatus: status,
          assignedUserId: user,
          address,
        })
        return appointmentPresenter(timezone)(made)
      },
      { locationId: location },
    ),
  )
  if (options.json) return printJson(appointment)
  printFields({
    id: appointment.id,
    title: appointment.title,
    startTime: appointment.startTime,
    endTime: appointment.endTime,
    appointmentStatus: appointment.appointmentStatus,
    assignedUserId: appointment.assignedUserId,
    address: appointment.address,
    contactId: appointment.contactId,
    locationId: appointment.locationId,
  })
}

function listCommand(): Command {
  return new Command('list')
    .description('Lists the appointments of a location, latest first, in its time zone.')
    .addOption(needed('--location <id>', 'the location'))
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd appointment list --location ve9EPM428h8vShlRW1KT --json')
    .action(list)
}

async function list({ location, ...options }: CommonOptions & { location: string }): Promise<void> {
  const appointments = await readDatabase(options, async (tx) => {
    const { id: locationId, timezone } = await findLocationOrFail(tx, location)
    const listed = await tx.all(listAppointmentsOfLocation, { locationId, limit: maxListed })
    const rows = await Promise.all(
      listed.map(({ contactId, id }) => tx.get(appointmentStatements.find, { locationId, contactId, id })),
    )
    return rows
      .filter((row) => row !== undefined)
      .map((row) => JSON.parse(row.document) as Appointment)
      .map(appointmentPresenter(timezone))
  })
  sayIfCut(appointments)
  if (options.json) return printJson(appointments)
  printTable(
    ['ID', 'TITLE', 'START', 'END', 'STATUS', 'CONTACT'],
    appointments.map(({ id, title, startTime, endTime, appointmentStatus, contactId }) => [
      id,
      title,
      startTime,
      endTime,
      appointmentStatus,
      contactId,
    ]),
  )
}
