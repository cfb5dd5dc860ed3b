import { Command } from 'commander'
import { contactExportCommand } from './contact-export.ts'
import { contactGetCommand } from './contact-get.ts'
import { contactImportCommand } from './contact-import.ts'
import { contactListCommand } from './contact-list.ts'

/** `contactd contact`: contacts on the command line, and in files. */
export function contactCommand(): Command {
  return new Command('contact')
    .description('Shows, imports and exports contacts.')
    .addCommand(contactListCommand())
    .addCommand(contactGetCommand())
    .addCommand(contactImportCommand())
    .addCommand(contactExportCommand())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd contact import contacts.csv --location ve9EPM428h8vShlRW1KT --dry-run',
    )
}
