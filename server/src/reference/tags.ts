/** The groups of operations, in the order of the reference page. */
export const tags = [{ name: 'Contacts', description: 'The people whom a location knows.' }]
