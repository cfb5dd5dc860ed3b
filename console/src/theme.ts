import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** The one accent colour: the blue of the sign-in pages of apps. */
const accent: MantineColorsTuple = [
  '#edf3ff',
  '#d9e5fd',
  '#b3cafa',
  '#8ab4ff',
  '#5b8ff0',
  '#3a76e6',
  '#1f5fd6',
  '#174fb8',
  '#123f95',
  '#0b2c6b',
]

export const theme = createTheme({
  colors: { accent },
  primaryColor: 'accent',
  primaryShade: 6,
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, monospace',
  headings: { fontWeight: '650' },
})
