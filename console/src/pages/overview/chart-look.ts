/** What all charts have in common. They have a text in their place: the keyboard has nothing to do in them. */
export const chartLook = {
  h: 240,
  withLegend: true,
  withTooltip: true,
  gridAxis: 'x',
  tickLine: 'none',
  barChartProps: { accessibilityLayer: false },
  lineChartProps: { accessibilityLayer: false },
  xAxisProps: { minTickGap: 40 },
  yAxisProps: { width: 44 },
} as const
