import { Command } from 'commander'
import { contactImportCommand } from './contact-import.ts'

/** `contactd contact`: contacts in files. */
export function contactCommand(): Command {
  return new Command('contact')
    .description('Imports contacts.')
    .addCommand(contactImportCommand())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd contact import contacts.csv --location ve9EPM428h8vShlRW1KT --dry-run',
    )
}
