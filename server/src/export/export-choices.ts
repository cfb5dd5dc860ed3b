/** The formats of an export. */
export const exportFormats = ['csv', 'jsonl', 'vcf'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** The versions of vCards that an export writes. */
export const vcardVersions = ['3.0', '4.0'] as const
export type VcardVersion = (typeof vcardVersions)[number]
