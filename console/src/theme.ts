import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

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

/** The greys of dark pages, with a little blue, like the pages of apps. */
const dark: MantineColorsTuple = [
  '#e8eaf0',
  '#c9cedb',
  '#a3abbb',
  '#717a8b',
  '#343945',
  '#2a2f3a',
  '#22262f',
  '#1b1e25',
  '#161920',
  '#111318',
]

/** A closed list of choices is not in the page: it would be a second element with the label of its input. */
const closedChoices = { defaultProps: { comboboxProps: { keepMounted: false } } }

export const theme = createTheme({
  colors: { accent, dark },
  primaryColor: 'accent',
  primaryShade: 6,
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, monospace',
  components: {
    Select: closedChoices,
    MultiSelect: closedChoices,
    TagsInput: closedChoices,
    Autocomplete: closedChoices,
  },
  headings: { fontWeight: '650' },
})

/** Colours of text with enough contrast on every background. */
export const textColors: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-dimmed': '#5a6170', '--mantine-color-placeholder': '#6b7280' },
  dark: {
    '--mantine-color-dimmed': '#a3abbb',
    '--mantine-color-placeholder': '#949dae',
    '--mantine-color-anchor': '#8ab4ff',
  },
})
